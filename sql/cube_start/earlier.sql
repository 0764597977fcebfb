-- What the last editions said of each cell, and of which records: those that the edition `said` counted.
-- A truth that was kept before cells quoted each other stands for its own records.
-- View kept_truth (their files), frame earlier_editions (edition, filename, threshold, base).
CREATE TEMP TABLE earlier_truth AS
WITH cells AS (
    SELECT
        NULL::INTEGER AS said, NULL::BIGINT AS said_n, NULL::BIGINT AS said_persons, NULL::UBIGINT AS said_key, 0::BIGINT AS stale_count,
        NULL::INTEGER AS times, NULL::INTEGER AS told, 0::BIGINT AS value_1, 0::BIGINT AS value_2, 0::BIGINT AS value_4, false AS settled
    WHERE false
    UNION ALL BY NAME
    FROM kept_truth
)
SELECT
    f.edition, f.threshold, f.base, c.* EXCLUDE (filename, value_1, value_2, value_4, settled) REPLACE (
        coalesce(c.said, f.edition) AS said,
        coalesce(c.said_n, c.n) AS said_n,
        CASE WHEN c.said IS NOT NULL THEN c.said_persons WHEN c.value IS NOT NULL THEN c.n ELSE 0 END AS said_persons,
        coalesce(c.said_key, c.cell_key)::UBIGINT AS said_key,
        CASE WHEN c.said IS NULL THEN 0 ELSE c.stale_count END AS stale_count,
        coalesce(c.times, nullif(regexp_extract(c.note, '^redondeado a (\d+)$', 1), '')::INTEGER // f.base, 1) AS times
    )
FROM cells AS c
JOIN earlier_editions AS f USING (filename);
