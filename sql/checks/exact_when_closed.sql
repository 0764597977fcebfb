-- Only the total of a year whose twelve months all sectors delivered is exact, and it always is: while
-- a year is open, its exact total would give each month's away.
SELECT c.source, c.table_id, c.year, c.kind
FROM cells AS c
JOIN source_years AS y ON y.source = c.source AND y.year = c.year
WHERE c.value IS NOT NULL AND c.kind NOT IN ('open', 'inferred')
    AND (c.kind = 'exact') IS DISTINCT FROM (c.table_id = 'total' AND y.closed);
