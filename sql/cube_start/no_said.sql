-- Before the first edition: no cell was said yet.
CREATE TEMP TABLE earlier_truth AS
SELECT
    0 AS edition, 0 AS threshold, 0 AS base, '' AS ubigeo, '' AS source, '' AS measure, '' AS table_id, '' AS dimensions, 0::SMALLINT AS year,
    0::UTINYINT AS quarter, 0::UTINYINT AS month, '' AS age_group, '' AS sex, '' AS violence_type, '' AS zone, '' AS relationship,
    '' AS risk_level, '' AS condition, '' AS complaint, '' AS protection_measure, '' AS precautionary_measure, '' AS legal_support,
    0::BIGINT AS n, 0::BIGINT AS value, '' AS note, 0 AS said, 0::BIGINT AS said_n, 0::BIGINT AS said_persons, 0::UBIGINT AS said_key,
    0::BIGINT AS stale_count, 0 AS times, 0 AS told
WHERE false;
