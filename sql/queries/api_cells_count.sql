-- Question: how many published cells does a source have under the filters? Grain: one row. Parameters: as in api_cells.sql.
SELECT count(*)
FROM cells AS c
JOIN tables AS t ON t.ubigeo = c.ubigeo AND t.source = c.source AND t.measure = c.measure AND t.table_id = c.table_id
WHERE c.ubigeo = $ubigeo AND c.source = $source AND c.measure = $measure
    AND ($table_id::VARCHAR IS NULL OR c.table_id = $table_id)
    AND ($years::INTEGER[] IS NULL OR list_contains($years::INTEGER[], c.year))
    AND list_has_all(string_split(t.dimensions, '|'), $dimensions::VARCHAR[])
    AND len(list_filter(list_zip(string_split(t.dimensions, '|'), c.codes), LAMBDA said :
        list_contains($dimensions::VARCHAR[], said[1]) AND NOT list_contains($chosen::VARCHAR[], said[1] || '=' || said[2]))) = 0;
