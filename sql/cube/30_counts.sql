-- The records that count: those accepted, in the months of their source that are published. A quarter
-- counts once its three months are in. A zone that the layer in force does not have (or that is another
-- district's) can't be drawn: such a record is without a zone. Merged zones count as one.
CREATE TEMP VIEW universe AS
SELECT
    r.ubigeo, r.source, r.measure, r.year, r.month,
    CASE WHEN len(list_intersect(y.months, list_transform([1, 2, 3], LAMBDA k : (3 * ((r.month - 1) // 3) + k)::UTINYINT))) = 3
        THEN ((r.month - 1) // 3 + 1)::UTINYINT END AS quarter,
    r.age_group, r.sex, r.violence_type, z.zone, r.relationship, r.risk_level, r.condition, r.complaint,
    r.protection_measure, r.precautionary_measure, r.legal_support, r.ubigeo_residence, r.count, r.record_key, r.person_key
FROM accepted AS r
JOIN source_years AS y ON y.source = r.source AND y.year = r.year AND list_contains(y.months, r.month)
LEFT JOIN zone_members AS z ON z.ubigeo = r.ubigeo AND z.member = r.zone;

-- Sources whose records tell persons apart: of a hidden cell, fewer persons than the threshold are sure,
-- but not how many records.
CREATE TEMP TABLE sources_by_person AS SELECT DISTINCT source FROM universe WHERE person_key IS NOT NULL;

-- Counts and key sums of every table in one pass.
CREATE TEMP TABLE counts AS
SELECT
    ubigeo, source, measure, year, month, quarter, age_group, sex, violence_type, zone, relationship,
    risk_level, condition, complaint, protection_measure, precautionary_measure, legal_support,
    grouping_id(month, quarter, age_group, sex, violence_type, zone, relationship, risk_level, condition,
        complaint, protection_measure, precautionary_measure, legal_support)::BIGINT AS mask,
    sum(count)::BIGINT AS n,
    -- The threshold asks for persons where the sector tells who comes again; else each record is one.
    (count(DISTINCT person_key) + coalesce(sum(count) FILTER (WHERE person_key IS NULL), 0))::BIGINT AS persons,
    sum(record_key) % 18446744073709551616::HUGEINT AS cell_key
FROM universe
GROUP BY GROUPING SETS (
    (ubigeo, source, measure, year),
    (ubigeo, source, measure, year, month),
    (ubigeo, source, measure, year, age_group),
    (ubigeo, source, measure, year, sex),
    (ubigeo, source, measure, year, violence_type),
    (ubigeo, source, measure, year, zone),
    (ubigeo, source, measure, year, age_group, sex),
    (ubigeo, source, measure, year, age_group, violence_type),
    (ubigeo, source, measure, year, sex, violence_type),
    (ubigeo, source, measure, year, month, sex),
    (ubigeo, source, measure, year, month, violence_type),
    (ubigeo, source, measure, year, sex, zone),
    (ubigeo, source, measure, year, violence_type, zone),
    (ubigeo, source, measure, year, age_group, sex, violence_type),
    (ubigeo, source, measure, year, quarter, age_group),
    (ubigeo, source, measure, year, quarter, zone),
    (ubigeo, source, measure, year, relationship),
    (ubigeo, source, measure, year, risk_level),
    (ubigeo, source, measure, year, condition),
    (ubigeo, source, measure, year, complaint),
    (ubigeo, source, measure, year, protection_measure),
    (ubigeo, source, measure, year, precautionary_measure),
    (ubigeo, source, measure, year, legal_support),
    (ubigeo, source, measure, year, relationship, sex),
    (ubigeo, source, measure, year, risk_level, complaint),
    (ubigeo, source, measure, year, risk_level, protection_measure)
);
