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
WITH RECURSIVE grown AS (
    SELECT
        source, measure, table_id, dims, NULL::VARCHAR AS ubigeo, 0::UBIGINT AS cell, []::VARCHAR[] AS codes, true AS known,
        NULL::UTINYINT AS month, NULL::UTINYINT AS quarter
    FROM catalogue
    UNION ALL
    SELECT
        g.source, g.measure, g.table_id, g.dims, coalesce(g.ubigeo, p.ubigeo), g.cell | p.bits, list_append(g.codes, p.code), g.known AND p.known,
        CASE WHEN p.dimension = 'month' THEN p.code::UTINYINT ELSE g.month END,
        CASE WHEN p.dimension = 'quarter' THEN p.code::UTINYINT ELSE g.quarter END
    FROM grown AS g
    JOIN positions AS p ON p.source = g.source AND p.dimension = g.dims[len(g.codes) + 1]
)
SELECT * EXCLUDE (dims) FROM grown WHERE len(codes) = len(dims);

-- The cells that each year can have: of the months that were delivered, and of whole quarters.
CREATE TEMP TABLE year_lattice AS
SELECT y.year, l.*
FROM lattice AS l
JOIN source_years AS y ON y.source = l.source
WHERE (l.month IS NULL OR list_contains(y.months, l.month))
    AND (l.quarter IS NULL OR list_has_all(y.months, quarter_months(l.quarter)));

-- How deep each table is in each district and year.
CREATE TEMP TABLE depth AS
WITH districts AS (
    SELECT DISTINCT ubigeo, source, measure FROM counts
),
years AS (
    SELECT d.ubigeo, d.source, d.measure, y.year, y.whole FROM districts AS d JOIN source_years AS y USING (source)
),
filled AS (
    SELECT c.ubigeo, c.source, c.measure, c.table_id, c.year, sum(c.n) AS n
    FROM counts AS c
    JOIN year_lattice AS l USING (source, measure, table_id, year, cell)
    WHERE l.known AND (l.ubigeo IS NULL OR l.ubigeo = c.ubigeo)
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
    LEFT JOIN positions AS p ON p.source = d.source AND p.ubigeo = d.ubigeo AND p.dimension = 'zone' AND p.code = z.zone
    LEFT JOIN counts AS c
        ON c.ubigeo = d.ubigeo AND c.source = d.source AND c.measure = d.measure AND c.year = y.year AND c.table_id = 'zone' AND c.cell = p.bits
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
