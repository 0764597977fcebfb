-- Behind a value that is shown stand as many persons as the threshold asks for (or cases, where persons
-- are not told apart), and it is less than the base away from its cases (not at all if it is exact);
-- behind one that is not shown, fewer. A cell that quotes an earlier edition is off by fewer than the
-- threshold more, in persons where they are told apart. Parameter: $threshold.
WITH compared AS (
    SELECT
        c.source, c.table_id, c.year, c.value, c.kind, c.step, c.stale_count, coalesce(c.stale_count, $threshold - 1) AS stale,
        coalesce(n.n, 0) AS n, coalesce(n.persons, 0) AS persons
    FROM cells AS c
    JOIN lattice AS l
        ON l.source = c.source AND l.measure = c.measure AND l.table_id = c.table_id AND l.codes = c.codes
        AND (l.ubigeo IS NULL OR l.ubigeo = c.ubigeo)
    LEFT JOIN counts AS n
        ON n.ubigeo = c.ubigeo AND n.source = c.source AND n.measure = c.measure AND n.table_id = c.table_id AND n.year = c.year
        AND n.cell = l.cell
    WHERE c.kind NOT IN ('open', 'inferred')
)
SELECT source, table_id, year, value, kind, step, stale_count, n, persons
FROM compared
WHERE CASE
    WHEN value IS NULL THEN persons - stale >= $threshold
    WHEN kind = 'exact' THEN persons < $threshold OR value <> n OR stale > 0
    ELSE persons + stale < $threshold OR stale_count IS NOT NULL AND abs(value - n) - stale >= step
END;
