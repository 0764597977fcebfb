-- Every cell that a protected public table could have is written, and no other, so that an empty one
-- can't be told from a small one: per year, as many as the lattice has for the months delivered.
WITH expected AS (
    SELECT t.ubigeo, t.source, t.measure, t.table_id, t.year, count(*) AS cells
    FROM table_years AS t
    SEMI JOIN (FROM tables WHERE state = 'publico') AS p USING (ubigeo, source, measure, table_id)
    JOIN sources AS s ON s.source = t.source AND s.protected
    JOIN year_lattice AS l ON l.source = t.source AND l.measure = t.measure AND l.table_id = t.table_id AND l.year = t.year
        AND (l.ubigeo IS NULL OR l.ubigeo = t.ubigeo)
    WHERE t.state = 'publico'
    GROUP BY ALL
),
written AS (
    SELECT ubigeo, source, measure, table_id, year, count(*) AS cells FROM cells WHERE kind NOT IN ('open', 'inferred') GROUP BY ALL
)
SELECT ubigeo, source, measure, table_id, year, e.cells, w.cells AS written
FROM expected AS e
FULL JOIN written AS w USING (ubigeo, source, measure, table_id, year)
WHERE w.cells IS DISTINCT FROM e.cells;
