-- The records that count: those accepted, in the months of their source that are published. A quarter
-- counts once its three months are in. A zone that the layer in force does not have (or that is another
-- district's) can't be drawn: such a record is without a zone. Merged zones count as one.
CREATE TEMP VIEW universe AS
SELECT
    r.* EXCLUDE (delivery, demonstration, zone), z.zone,
    CASE WHEN list_has_all(y.months, quarter_months((r.month - 1) // 3 + 1)) THEN ((r.month - 1) // 3 + 1)::UTINYINT END AS quarter
FROM accepted AS r
JOIN source_years AS y ON y.source = r.source AND y.year = r.year AND list_contains(y.months, r.month)
LEFT JOIN zone_members AS z ON z.ubigeo = r.ubigeo AND z.member = r.zone;

-- Sources whose records tell persons apart: of a hidden cell, fewer persons than the threshold are sure,
-- but not how many records.
CREATE TEMP TABLE sources_by_person AS SELECT DISTINCT source FROM universe WHERE person_key IS NOT NULL;
