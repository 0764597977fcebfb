-- The accepted figures, in place of those of the same district, zone and year. The first real delivery
-- removes the demonstration's. Parameters: $delivery, $demonstration.
DELETE FROM population WHERE demonstration AND NOT $demonstration;
DELETE FROM population
WHERE (ubigeo, coalesce(zone, ''), year) IN (SELECT (ubigeo, coalesce(zone, ''), year) FROM staged WHERE belongs AND NOT refused);
INSERT INTO population
SELECT $delivery, $demonstration, ubigeo, zone, year, sex, age_group, population, kind, source_ref
FROM staged
WHERE belongs AND NOT refused
ORDER BY row_number;
