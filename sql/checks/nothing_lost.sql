-- The tables of a year that cover every record add up to its total before protection.
SELECT c.ubigeo, c.source, c.measure, c.year, c.table_id, sum(c.n) AS added, max(t.n) AS total
FROM counts AS c
JOIN counts AS t ON t.ubigeo = c.ubigeo AND t.source = c.source AND t.measure = c.measure AND t.year = c.year AND t.table_id = 'total'
GROUP BY ALL
HAVING sum(c.n) <> max(t.n);
