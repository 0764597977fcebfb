-- No source is shown by zone where a zone, merged as they are, has fewer than 20 cases in a whole year.
SELECT t.source, t.year, t.zone, t.n
FROM truth AS t
JOIN source_years AS y ON y.source = t.source AND y.year = t.year AND y.whole
WHERE t.table_id = 'zone' AND t.zone <> 'sin_zona' AND t.n < 20;
