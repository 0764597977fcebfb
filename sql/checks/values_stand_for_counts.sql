-- Behind a value that is shown stand as many persons as the threshold asks for (or cases, where persons
-- are not told apart), and it is less than the base away from its cases (not at all if it is exact);
-- behind one that is not shown, fewer. A cell that quotes an earlier edition is off by fewer than the
-- threshold more, in persons where they are told apart. Parameters: $threshold, $base.
WITH compared AS (
    SELECT
        c.source, c.table_id, c.year, c.value, c.note, c.stale_count, coalesce(c.stale_count, $threshold - 1) AS stale,
        coalesce(n.n, 0) AS n, coalesce(n.persons, 0) AS persons
    FROM cells AS c
    JOIN catalogue AS t ON t.source = c.source AND t.measure = c.measure AND t.table_id = c.table_id
    LEFT JOIN named_counts AS n
        ON n.ubigeo = c.ubigeo AND n.source = c.source AND n.measure = c.measure AND n.year = c.year AND n.mask = t.mask
        AND n.month IS NOT DISTINCT FROM c.month AND n.quarter IS NOT DISTINCT FROM c.quarter
        AND n.age_group IS NOT DISTINCT FROM c.age_group AND n.sex IS NOT DISTINCT FROM c.sex
        AND n.violence_type IS NOT DISTINCT FROM c.violence_type AND n.zone IS NOT DISTINCT FROM c.zone
        AND n.relationship IS NOT DISTINCT FROM c.relationship AND n.risk_level IS NOT DISTINCT FROM c.risk_level
        AND n.condition IS NOT DISTINCT FROM c.condition AND n.complaint IS NOT DISTINCT FROM c.complaint
        AND n.protection_measure IS NOT DISTINCT FROM c.protection_measure
        AND n.precautionary_measure IS NOT DISTINCT FROM c.precautionary_measure
        AND n.legal_support IS NOT DISTINCT FROM c.legal_support
    WHERE c.note NOT IN ('publicado', 'cero inferido')
)
SELECT source, table_id, year, value, note, stale_count, n, persons
FROM compared
WHERE CASE
    WHEN value IS NULL THEN persons - stale >= $threshold
    WHEN note = 'exacto' THEN persons < $threshold OR value <> n OR stale > 0
    ELSE persons + stale < $threshold
        OR stale_count IS NOT NULL AND abs(value - n) - stale >= coalesce(nullif(regexp_extract(note, '\d+$'), '')::BIGINT, $base)
END;
