-- Counts and key sums of every table in one pass: of the records that count (said is null), and of what
-- came or went since each edition that a cell may still quote.
CREATE TEMP TABLE counted AS
SELECT
    said, ubigeo, source, measure, year, month, quarter, age_group, sex, violence_type, zone, relationship,
    risk_level, condition, complaint, protection_measure, precautionary_measure, legal_support,
    grouping_id(month, quarter, age_group, sex, violence_type, zone, relationship, risk_level, condition,
        complaint, protection_measure, precautionary_measure, legal_support)::BIGINT AS mask,
    sum(count)::BIGINT AS n,
    -- The threshold asks for persons where the sector tells who comes again; else each record is one.
    (count(DISTINCT person_key) + coalesce(sum(count) FILTER (WHERE person_key IS NULL), 0))::BIGINT AS persons,
    sum(record_key) % 18446744073709551616::HUGEINT AS cell_key,
    -- Of records that stand on both sides (elsewhere in the table), nothing came or went here.
    2 * count(DISTINCT record_key) FILTER (WHERE said IS NOT NULL) - sum(count)::BIGINT AS moved
FROM (SELECT NULL::INTEGER AS said, * FROM universe UNION ALL BY NAME FROM differences)
GROUP BY GROUPING SETS (
    (said, ubigeo, source, measure, year),
    (said, ubigeo, source, measure, year, month),
    (said, ubigeo, source, measure, year, age_group),
    (said, ubigeo, source, measure, year, sex),
    (said, ubigeo, source, measure, year, violence_type),
    (said, ubigeo, source, measure, year, zone),
    (said, ubigeo, source, measure, year, age_group, sex),
    (said, ubigeo, source, measure, year, age_group, violence_type),
    (said, ubigeo, source, measure, year, sex, violence_type),
    (said, ubigeo, source, measure, year, month, sex),
    (said, ubigeo, source, measure, year, month, violence_type),
    (said, ubigeo, source, measure, year, sex, zone),
    (said, ubigeo, source, measure, year, violence_type, zone),
    (said, ubigeo, source, measure, year, age_group, sex, violence_type),
    (said, ubigeo, source, measure, year, quarter, age_group),
    (said, ubigeo, source, measure, year, quarter, zone),
    (said, ubigeo, source, measure, year, relationship),
    (said, ubigeo, source, measure, year, risk_level),
    (said, ubigeo, source, measure, year, condition),
    (said, ubigeo, source, measure, year, complaint),
    (said, ubigeo, source, measure, year, protection_measure),
    (said, ubigeo, source, measure, year, precautionary_measure),
    (said, ubigeo, source, measure, year, legal_support),
    (said, ubigeo, source, measure, year, relationship, sex),
    (said, ubigeo, source, measure, year, risk_level, complaint),
    (said, ubigeo, source, measure, year, risk_level, protection_measure)
);
CREATE TEMP VIEW counts AS SELECT * EXCLUDE (said, moved) FROM counted WHERE said IS NULL;
