-- The lattice of each table (every cell that it could have), and the depth rule, so that few cells are
-- small: a table becomes public once its cells hold $least_mean cases on average over the whole years
-- and $least_year in each of them (before there is a whole year, what there is is judged). From then on
-- each year stands by itself: one that was shown stays while its own cells are deep enough, whatever
-- other years bring; another joins where it is and the series stays so with it. An open year that is
-- too thin waits. What decides is always a sum over a whole table of a year, or a zone's of $least_zone.
-- «Sin dato» and «sin zona» are cells too, but do not count towards the depth.
-- Parameters: $least_mean, $least_year, $least_institutional, $least_zone, $withheld (tables that the
-- instance keeps back, by id or source:id).
CREATE TEMP TABLE lattice AS
SELECT
    t.source, t.measure, t.table_id, t.mask,
    m.code::UTINYINT AS month, q.code::UTINYINT AS quarter, a.code AS age_group, x.code AS sex, v.code AS violence_type,
    z.code AS zone, l.code AS relationship, r.code AS risk_level, c.code AS condition, d.code AS complaint,
    p.code AS protection_measure, u.code AS precautionary_measure, g.code AS legal_support, z.ubigeo,
    coalesce(a.known, true) AND coalesce(x.known, true) AND coalesce(v.known, true) AND coalesce(z.known, true)
        AND coalesce(l.known, true) AND coalesce(r.known, true) AND coalesce(c.known, true) AND coalesce(d.known, true)
        AND coalesce(p.known, true) AND coalesce(u.known, true) AND coalesce(g.known, true) AS known
FROM catalogue AS t
LEFT JOIN categories AS m ON m.source = t.source AND m.dimension = 'month' AND list_contains(t.dims, 'month')
LEFT JOIN categories AS q ON q.source = t.source AND q.dimension = 'quarter' AND list_contains(t.dims, 'quarter')
LEFT JOIN categories AS a ON a.source = t.source AND a.dimension = 'age_group' AND list_contains(t.dims, 'age_group')
LEFT JOIN categories AS x ON x.source = t.source AND x.dimension = 'sex' AND list_contains(t.dims, 'sex')
LEFT JOIN categories AS v ON v.source = t.source AND v.dimension = 'violence_type' AND list_contains(t.dims, 'violence_type')
LEFT JOIN categories AS z ON z.source = t.source AND z.dimension = 'zone' AND list_contains(t.dims, 'zone')
LEFT JOIN categories AS l ON l.source = t.source AND l.dimension = 'relationship' AND list_contains(t.dims, 'relationship')
LEFT JOIN categories AS r ON r.source = t.source AND r.dimension = 'risk_level' AND list_contains(t.dims, 'risk_level')
LEFT JOIN categories AS c ON c.source = t.source AND c.dimension = 'condition' AND list_contains(t.dims, 'condition')
LEFT JOIN categories AS d ON d.source = t.source AND d.dimension = 'complaint' AND list_contains(t.dims, 'complaint')
LEFT JOIN categories AS p ON p.source = t.source AND p.dimension = 'protection_measure' AND list_contains(t.dims, 'protection_measure')
LEFT JOIN categories AS u ON u.source = t.source AND u.dimension = 'precautionary_measure' AND list_contains(t.dims, 'precautionary_measure')
LEFT JOIN categories AS g ON g.source = t.source AND g.dimension = 'legal_support' AND list_contains(t.dims, 'legal_support');

-- The cells that each year can have: of the months that were delivered, and of whole quarters.
CREATE TEMP TABLE year_lattice AS
SELECT y.year, l.*
FROM lattice AS l
JOIN source_years AS y ON y.source = l.source
WHERE (l.month IS NULL OR list_contains(y.months, l.month))
    AND (l.quarter IS NULL OR len(list_intersect(y.months, list_transform([1, 2, 3], LAMBDA k : (3 * (l.quarter - 1) + k)::UTINYINT))) = 3);

-- How deep each table is in each district and year.
CREATE TEMP TABLE depth AS
WITH districts AS (
    SELECT DISTINCT ubigeo, source, measure FROM counts
),
years AS (
    SELECT d.ubigeo, d.source, d.measure, y.year, y.whole FROM districts AS d JOIN source_years AS y USING (source)
),
filled AS (
    SELECT
        c.ubigeo, c.source, c.measure, t.table_id, c.year,
        sum(c.n) FILTER (
            WHERE (NOT list_contains(t.dims, 'age_group') OR c.age_group IS NOT NULL)
                AND (NOT list_contains(t.dims, 'sex') OR c.sex IS NOT NULL)
                AND (NOT list_contains(t.dims, 'violence_type') OR c.violence_type IS NOT NULL)
                AND (NOT list_contains(t.dims, 'zone') OR c.zone IS NOT NULL)
                AND (NOT list_contains(t.dims, 'quarter') OR c.quarter IS NOT NULL)
                AND (NOT list_contains(t.dims, 'relationship') OR c.relationship IS NOT NULL)
                AND (NOT list_contains(t.dims, 'risk_level') OR c.risk_level IS NOT NULL)
                AND (NOT list_contains(t.dims, 'condition') OR c.condition IS NOT NULL)
                AND (NOT list_contains(t.dims, 'complaint') OR c.complaint IS NOT NULL)
                AND (NOT list_contains(t.dims, 'protection_measure') OR c.protection_measure IS NOT NULL)
                AND (NOT list_contains(t.dims, 'precautionary_measure') OR c.precautionary_measure IS NOT NULL)
                AND (NOT list_contains(t.dims, 'legal_support') OR c.legal_support IS NOT NULL)
        ) AS n
    FROM counts AS c
    JOIN catalogue AS t ON t.source = c.source AND t.measure = c.measure AND t.mask = c.mask
    GROUP BY ALL
),
sizes AS (
    SELECT source, measure, table_id, ubigeo, year, count(*) FILTER (WHERE known) AS cells FROM year_lattice GROUP BY ALL
),
thin_zones AS (
    SELECT d.ubigeo, d.source, d.measure, y.year, bool_or(coalesce(c.n, 0) < $least_zone) AS thin
    FROM districts AS d
    JOIN source_years AS y ON y.source = d.source
    JOIN zones AS z ON z.ubigeo = d.ubigeo
    LEFT JOIN counts AS c
        ON c.ubigeo = d.ubigeo AND c.source = d.source AND c.measure = d.measure AND c.year = y.year AND c.zone = z.zone AND c.mask = 8063
    GROUP BY ALL
)
SELECT
    y.ubigeo, t.source, t.measure, t.table_id, t.label, t.dimensions, y.year, y.whole,
    (y.whole OR NOT bool_or(y.whole) OVER (PARTITION BY y.ubigeo, y.source, y.measure)) AND coalesce(sum(k.cells), 0) > 0 AS judged,
    coalesce(f.n, 0) AS n, coalesce(sum(k.cells), 0) AS cells,
    list_contains(t.dims, 'zone') AND coalesce(any_value(z.thin), false) AS thin
FROM years AS y
JOIN catalogue AS t ON t.source = y.source AND t.measure = y.measure
LEFT JOIN sizes AS k
    ON k.source = t.source AND k.measure = t.measure AND k.table_id = t.table_id AND k.year = y.year
    AND (k.ubigeo IS NULL OR k.ubigeo = y.ubigeo)
LEFT JOIN filled AS f
    ON f.ubigeo = y.ubigeo AND f.source = t.source AND f.measure = t.measure AND f.table_id = t.table_id AND f.year = y.year
LEFT JOIN thin_zones AS z
    ON z.ubigeo = y.ubigeo AND z.source = y.source AND z.measure = y.measure AND z.year = y.year
GROUP BY y.ubigeo, y.source, y.measure, y.whole, t.source, t.measure, t.table_id, t.label, t.dimensions, t.dims, y.year, f.n;

-- The tables and years that the last edition showed; what takes the place of a demonstration begins anew.
CREATE TEMP TABLE shown_before AS
SELECT DISTINCT ubigeo, source, measure, table_id, year
FROM earlier_truth
ANTI JOIN begun_anew USING (source)
WHERE edition = (SELECT max(edition) FROM earlier_truth);

-- Which years of which tables are deep enough to be shown; $withheld ones never.
CREATE TEMP TABLE deep_years AS
WITH judged AS (
    SELECT
        d.*, d.cells > 0 AND d.n >= $least_year * d.cells AND NOT d.thin AS deep, b.year IS NOT NULL AS shown_before,
        list_has_any($withheld::VARCHAR[], [d.table_id, d.source || ':' || d.table_id]) AND d.dimensions <> '' AS withheld
    FROM depth AS d
    LEFT JOIN shown_before AS b
        ON b.ubigeo = d.ubigeo AND b.source = d.source AND b.measure = d.measure AND b.table_id = d.table_id AND b.year = d.year
),
series AS (
    SELECT
        ubigeo, source, measure, table_id,
        bool_or(deep AND shown_before) OR coalesce(bool_and(deep) FILTER (WHERE judged), false) AS begun,
        coalesce(sum(n) FILTER (WHERE judged AND deep), 0) AS n, coalesce(sum(cells) FILTER (WHERE judged AND deep), 0) AS cells
    FROM judged
    GROUP BY ALL
)
SELECT
    j.*,
    CASE WHEN j.dimensions = '' THEN true
        WHEN j.withheld OR NOT j.deep THEN false
        WHEN j.shown_before THEN true
        ELSE s.begun AND s.n + CASE WHEN j.judged THEN 0 ELSE j.n END
            >= $least_mean * (s.cells + CASE WHEN j.judged THEN 0 ELSE j.cells END)
    END AS shown
FROM judged AS j
JOIN series AS s
    ON s.ubigeo = j.ubigeo AND s.source = j.source AND s.measure = j.measure AND s.table_id = j.table_id;

-- What the audit keeps back of them besides (ingest/audit/certainty.py).
CREATE TEMP TABLE kept_back (ubigeo VARCHAR, source VARCHAR, measure VARCHAR, table_id VARCHAR, year SMALLINT);
