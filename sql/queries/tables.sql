-- Question: which tables of a source are published, in which years, and why not the others? Grain: one
-- table; `years` maps each year of a published one to its state. Parameters: $ubigeo, $source.
SELECT
    t.table_id, t.label, t.dimensions, t.state, t.reason,
    coalesce(map_from_entries(list((y.year, y.state) ORDER BY y.year) FILTER (WHERE y.year IS NOT NULL)), MAP {}) AS years
FROM tables AS t
JOIN measures AS m ON m.source = t.source AND m.measure = t.measure AND m.principal
LEFT JOIN table_years AS y
    ON y.ubigeo = t.ubigeo AND y.source = t.source AND y.measure = t.measure AND y.table_id = t.table_id
WHERE t.ubigeo = $ubigeo AND t.source = $source
GROUP BY t.table_id, t.label, t.dimensions, t.state, t.reason
ORDER BY t.table_id;
