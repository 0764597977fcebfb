-- What the editions before said of each cell; before the first one nothing was said yet.
CREATE TEMP TABLE earlier_truth AS
SELECT
    0 AS edition, 0 AS threshold, 0 AS base, '' AS ubigeo, '' AS source, '' AS measure, '' AS table_id, '' AS dimensions, 0::SMALLINT AS year,
    ['']::VARCHAR[] AS codes, 0::BIGINT AS n, '' AS kind, 0::BIGINT AS step, 0::BIGINT AS value, 0 AS said, 0::BIGINT AS said_n,
    0::BIGINT AS said_persons, 0::UBIGINT AS said_key, 0::BIGINT AS stale_count, 0 AS times, 0 AS told
WHERE false;
