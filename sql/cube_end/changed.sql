-- Marks the cells whose value is another one than in the edition before (attached as earlier); in memory,
-- before anything is written. A zero that was told without saying that it is inferred is the same zero. What takes
-- the place of a demonstration changes no figure: there was none. Parameter: $threshold.
UPDATE cells AS c SET changed = true
FROM earlier.cells AS e
WHERE e.ubigeo = c.ubigeo AND e.source = c.source AND e.measure = c.measure AND e.table_id = c.table_id AND e.year = c.year AND e.codes = c.codes
    AND (
        e.value IS DISTINCT FROM c.value
        OR (e.kind, e.step) IS DISTINCT FROM (c.kind, c.step) AND 'inferred' NOT IN (e.kind, c.kind)
        OR c.value IS NULL AND $threshold <> (SELECT x.threshold FROM earlier.editions AS x ORDER BY x.edition DESC LIMIT 1)
    )
    AND c.source NOT IN (
        SELECT was.source FROM earlier.sources AS was JOIN sources AS now ON now.source = was.source
        WHERE was.demonstration AND NOT now.demonstration);
