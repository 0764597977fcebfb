-- Question: how many published cells does the district have, of every source, measure and table?
-- Grain: one row. Parameters: $ubigeo.
SELECT count(*)
FROM cells AS c
LEFT JOIN tables AS t
    ON t.ubigeo = c.ubigeo AND t.source = c.source AND t.measure = c.measure AND t.table_id = c.table_id
WHERE c.ubigeo = $ubigeo AND coalesce(t.state, 'publico') = 'publico';
