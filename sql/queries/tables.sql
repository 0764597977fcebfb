-- Question: which tables of a source are published, and why not the others? Grain: one table. Parameters: $ubigeo, $source.
SELECT t.table_id, t.label, t.dimensions, t.state, t.reason
FROM tables AS t
JOIN measures AS m ON m.source = t.source AND m.measure = t.measure AND m.principal
WHERE t.ubigeo = $ubigeo AND t.source = $source
ORDER BY t.table_id;
