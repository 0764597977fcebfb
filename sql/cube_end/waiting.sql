-- Question: which records wait for a later edition, and why; and do they so even when forced (firm)?
-- Grain: source and year; of late ones the measure too. Parameter: $wait_records.
SELECT source, year, records, 'menos de ' || $wait_records::VARCHAR || ' registros nuevos en el año' AS reason, false AS firm
FROM waiting_years WHERE records > 0
UNION ALL
SELECT
    source, year, records,
    CASE WHEN closed AND records >= $wait_records THEN 'registros tardíos de un año cerrado: entran con la revisión anual'
        WHEN closed THEN 'menos de ' || $wait_records::VARCHAR || ' registros tardíos o corregidos en un año cerrado'
        ELSE 'menos de ' || $wait_records::VARCHAR || ' registros tardíos o corregidos en el año' END,
    closed AND records < $wait_records
FROM late_groups WHERE NOT accepted
ORDER BY source, year, reason, records;
