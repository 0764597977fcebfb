-- Question: what does one published table of any source and measure say?
-- Grain: one published cell. Parameters: $ubigeo, $source, $measure, $table_id.
SELECT c.source, c.measure, c.table_id, c.year, list_filter(string_split(t.dimensions, '|'), LAMBDA name : name <> ''), c.codes, c.kind, c.step, c.value, c.changed, c.edition
FROM cells AS c
JOIN tables AS t ON t.ubigeo = c.ubigeo AND t.source = c.source AND t.measure = c.measure AND t.table_id = c.table_id
WHERE c.ubigeo = $ubigeo AND c.source = $source AND c.measure = $measure AND c.table_id = $table_id
ORDER BY c.year, list_transform(c.codes, LAMBDA code : CASE WHEN length(code) = 1 THEN '0' || code ELSE code END);
