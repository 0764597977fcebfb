-- Question: what does one published table of the principal or another measure say?
-- Grain: one published cell; its codes stand in the order of its table's dimensions.
-- Parameters: $ubigeo, $source, $measure, $table_id.
SELECT list_filter(string_split(t.dimensions, '|'), LAMBDA name : name <> ''), c.codes, c.year, c.kind, c.step, c.value, c.changed, c.stale_count
FROM cells AS c
JOIN tables AS t ON t.ubigeo = c.ubigeo AND t.source = c.source AND t.measure = c.measure AND t.table_id = c.table_id
WHERE c.ubigeo = $ubigeo AND c.source = $source AND c.measure = $measure AND c.table_id = $table_id
ORDER BY c.year, list_transform(c.codes, LAMBDA code : CASE WHEN length(code) = 1 THEN '0' || code ELSE code END);
