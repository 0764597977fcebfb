-- To what multiple of the base the cells of a table and year are rounded: frame steps (ubigeo, source,
-- measure, year, table_id, times).
UPDATE truth SET times = s.times
FROM steps AS s
WHERE truth.ubigeo = s.ubigeo AND truth.source = s.source AND truth.measure = s.measure AND truth.year = s.year::SMALLINT
    AND truth.table_id = s.table_id;
