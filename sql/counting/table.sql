-- Counts and key sums of one table. Parameter: $table_id.
INSERT INTO counted
SELECT
    r.said, r.ubigeo, r.source, r.measure, $table_id, r.year, r.packed & m.mask AS cell,
    sum(r.count)::BIGINT AS n,
    -- The threshold asks for persons where the sector tells who comes again; else each record is one.
    (count(DISTINCT r.person_key) + coalesce(sum(r.count) FILTER (WHERE r.person_key IS NULL), 0))::BIGINT AS persons,
    sum(r.record_key) % 18446744073709551616::HUGEINT AS cell_key,
    -- Of records that stand on both sides (elsewhere in the table), nothing came or went here.
    2 * count(DISTINCT r.record_key) FILTER (WHERE r.said IS NOT NULL) - sum(r.count)::BIGINT AS moved
FROM packed_records AS r
JOIN masks AS m ON m.table_id = $table_id
WHERE (r.source, r.measure) IN (SELECT (source, measure) FROM catalogue WHERE table_id = $table_id)
GROUP BY r.said, r.ubigeo, r.source, r.measure, r.year, r.packed & m.mask;
