-- What came or went, in the years that an earlier edition spoke of, since that edition (said): each record
-- that is not in the same cells on both sides, once for each side. Zones are those of each side. Records
-- are compared as they were read: a corrected one went and came.
-- Parameter: $ubigeo (the other districts of a national cube are for comparison).
CREATE TEMP TABLE differences AS
WITH spoken AS (
    SELECT DISTINCT said, source, measure, year FROM earlier_truth WHERE ubigeo = $ubigeo
),
back AS (
    SELECT e.edition AS said, e.* EXCLUDE (edition, delivery, demonstration, ubigeo_residence, zone), z.zone
    FROM earlier_records AS e
    SEMI JOIN spoken AS s ON s.said = e.edition AND s.source = e.source AND s.measure = e.measure AND s.year = e.year
    LEFT JOIN earlier_zones AS z ON z.edition = e.edition AND z.ubigeo = e.ubigeo AND z.member = e.zone
    WHERE e.ubigeo = $ubigeo
),
now AS (
    SELECT s.said, u.* EXCLUDE (quarter, ubigeo_residence, zone), u.zone
    FROM universe AS u
    JOIN spoken AS s USING (source, measure, year)
    WHERE u.ubigeo = $ubigeo
),
sides AS (
    (FROM back EXCEPT ALL FROM now) UNION ALL (FROM now EXCEPT ALL FROM back)
)
SELECT
    s.*,
    CASE WHEN list_has_all(y.months, quarter_months((s.month - 1) // 3 + 1)) THEN ((s.month - 1) // 3 + 1)::UTINYINT END AS quarter
FROM sides AS s
LEFT JOIN source_years AS y USING (source, year);

-- The months of which anything came or went since each edition: all that an outsider may learn of it.
CREATE TEMP TABLE moved_months AS
SELECT said, ubigeo, source, measure, year, list(DISTINCT month) AS months FROM differences GROUP BY ALL;
