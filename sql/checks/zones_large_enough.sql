-- No source is shown by zone where a zone, merged as they are, has fewer than
-- $least_zone cases in a year that is shown. Parameter: $least_zone.
SELECT t.source, t.year, t.codes, t.n
FROM truth AS t
WHERE t.table_id = 'zone' AND t.codes <> ['sin_zona'] AND t.n < $least_zone;
