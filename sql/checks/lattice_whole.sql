-- Every cell that a protected public table could have is written, and no other, so that an empty one
-- can't be told from a small one: per year, as many as the lattice has for the months delivered.
WITH expected AS (
    SELECT t.ubigeo, t.source, t.measure, t.table_id, y.year, count(*) AS cells
    FROM table_years AS t
    SEMI JOIN (FROM tables WHERE state = 'publico') AS p USING (ubigeo, source, measure, table_id)
    JOIN sources AS s ON s.source = t.source AND s.protected
    JOIN source_years AS y ON y.source = t.source AND y.year = t.year
    JOIN lattice AS l ON l.source = t.source AND l.measure = t.measure AND l.table_id = t.table_id
        AND (l.ubigeo IS NULL OR l.ubigeo = t.ubigeo)
    WHERE t.state = 'publico'
        AND (l.month IS NULL OR list_contains(y.months, l.month))
        AND (l.quarter IS NULL OR list_has_all(y.months, [3 * l.quarter - 2, 3 * l.quarter - 1, 3 * l.quarter]))
    GROUP BY ALL
),
written AS (
    SELECT ubigeo, source, measure, table_id, year, count(*) AS cells FROM cells WHERE note NOT IN ('publicado', 'cero inferido') GROUP BY ALL
)
SELECT ubigeo, source, measure, table_id, year, e.cells, w.cells AS written
FROM expected AS e
FULL JOIN written AS w USING (ubigeo, source, measure, table_id, year)
WHERE w.cells IS DISTINCT FROM e.cells;
