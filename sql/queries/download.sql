-- Question: every published cell of a source under the filters, in tables of dimensions that can be filtered.
-- Grain: one published cell. Parameters: as in api_cells.sql, $offered (dimensions that can be filtered).
-- Columns: as in download_table.sql.
SELECT c.source, c.measure, c.table_id, c.year, list_filter(string_split(t.dimensions, '|'), LAMBDA name : name <> ''), c.codes, c.kind, c.step, c.value, c.changed, c.edition
FROM cells AS c
JOIN tables AS t ON t.ubigeo = c.ubigeo AND t.source = c.source AND t.measure = c.measure AND t.table_id = c.table_id
WHERE c.ubigeo = $ubigeo AND c.source = $source AND c.measure = $measure
    AND list_has_all($offered::VARCHAR[], list_filter(string_split(t.dimensions, '|'), LAMBDA name : name <> ''))
    AND ($years::INTEGER[] IS NULL OR list_contains($years::INTEGER[], c.year))
    AND list_has_all(string_split(t.dimensions, '|'), $dimensions::VARCHAR[])
    AND len(list_filter(list_zip(string_split(t.dimensions, '|'), c.codes), LAMBDA said :
        list_contains($dimensions::VARCHAR[], said[1]) AND NOT list_contains($chosen::VARCHAR[], said[1] || '=' || said[2]))) = 0
ORDER BY c.table_id <> 'total', c.table_id, c.year, list_transform(c.codes, LAMBDA code : CASE WHEN length(code) = 1 THEN '0' || code ELSE code END);
