-- What an edition before said of each cell, and of which records: those that the edition `said` counted. A truth that was
-- kept before cells quoted each other stands for its own records. View file_truth. Parameters: $edition, $threshold, $base.
INSERT INTO earlier_truth BY NAME
WITH cells AS (
    SELECT
        NULL::INTEGER AS said, NULL::BIGINT AS said_n, NULL::BIGINT AS said_persons, NULL::UBIGINT AS said_key, 0::BIGINT AS stale_count,
        NULL::INTEGER AS times, NULL::INTEGER AS told
    WHERE false
    UNION ALL BY NAME
    FROM file_truth
)
SELECT
    $edition AS edition, $threshold AS threshold, $base AS base, ubigeo, source, measure, table_id, dimensions, year, codes, n, kind, step, value,
    coalesce(said, $edition) AS said, coalesce(said_n, n) AS said_n,
    CASE WHEN said IS NOT NULL THEN said_persons WHEN value IS NOT NULL THEN n ELSE 0 END AS said_persons,
    coalesce(said_key, cell_key)::UBIGINT AS said_key,
    CASE WHEN said IS NULL THEN 0 ELSE stale_count END AS stale_count,
    coalesce(times, step // $base, 1) AS times, told
FROM cells;
