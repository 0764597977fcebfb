-- Question: which records wait for a later edition, and why? Grain: source, and year where they are
-- late ones. Parameter: $wait_records.
SELECT source, NULL::SMALLINT AS year, records, 'menos de ' || $wait_records::VARCHAR || ' registros nuevos' AS reason
FROM waiting_sources WHERE records > 0
UNION ALL
SELECT
    source, year, records,
    CASE WHEN closed AND records >= $wait_records THEN 'registros tardíos de un año cerrado: entran con la revisión anual'
        ELSE 'menos de ' || $wait_records::VARCHAR || ' registros tardíos o corregidos en el año' END
FROM late_years WHERE NOT accepted
ORDER BY source, year;
