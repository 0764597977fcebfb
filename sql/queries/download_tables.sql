-- Question: which published tables does the district have, of every source and measure?
-- Grain: one published table. Parameters: $ubigeo, $sources.
WITH held AS (
    SELECT DISTINCT source, measure, table_id FROM cells WHERE ubigeo = $ubigeo
)

SELECT h.source, h.measure, coalesce(m.label, h.measure), h.table_id, coalesce(t.label, h.table_id)
FROM held AS h
LEFT JOIN measures AS m ON m.source = h.source AND m.measure = h.measure
LEFT JOIN tables AS t
    ON t.ubigeo = $ubigeo AND t.source = h.source AND t.measure = h.measure AND t.table_id = h.table_id
WHERE coalesce(t.state, 'publico') = 'publico'
ORDER BY
    list_position($sources, h.source), h.source,
    NOT coalesce(m.principal, false), h.measure, h.table_id <> 'total', h.table_id;
