-- Counts of the accepted municipalities into the registry, one record per matter. Open data: no keys.
-- Parameters: $delivery, $demonstration.
INSERT INTO records BY NAME
SELECT
    'renamu' AS source,
    CASE WHEN c.violence THEN 'caso_renamu' ELSE 'caso_renamu_otra_materia' END AS measure,
    $delivery AS delivery, c.row_number, $demonstration AS demonstration,
    (SELECT year(month) FROM covered) AS year,
    s.ubigeo, s.ubigeo AS ubigeo_service, 'RENAMU' AS service, 'ninguna' AS geocode_quality,
    c.matter, c.count
FROM staged AS s
JOIN staged_counts AS c USING (row_number)
WHERE s.belongs AND NOT s.refused AND c.reason IS NULL AND c.count IS NOT NULL;
