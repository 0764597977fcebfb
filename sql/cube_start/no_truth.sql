-- No earlier edition with the same rule: every cell is new.
CREATE TEMP VIEW previous_truth AS
SELECT
    '' AS ubigeo, '' AS source, '' AS measure, '' AS table_id, 0 AS year, 0 AS quarter, 0 AS month, '' AS age_group, '' AS sex,
    '' AS violence_type, '' AS zone, '' AS relationship, '' AS risk_level, '' AS condition, '' AS complaint,
    '' AS protection_measure, '' AS precautionary_measure, '' AS legal_support,
    0::BIGINT AS n, 0::UBIGINT AS cell_key, 0::BIGINT AS value, '' AS note
WHERE false;
