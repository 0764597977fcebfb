-- The lattice of each table (every cell that it could have), and the depth rule: a table is public
-- where its cells hold 20 cases on average and 12 in each whole year, so that few are small. Before
-- there is a whole year, what there is is judged.
-- «Sin dato» and «sin zona» are cells too, but do not count towards the depth. Parameter: $withheld
-- (tables that are kept back, by id or source:id).
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
joined AS (
    SELECT
        y.ubigeo, t.source, t.measure, t.table_id, t.label, t.dimensions, y.year,
        y.whole OR NOT bool_or(y.whole) OVER (PARTITION BY y.ubigeo, y.source, y.measure) AS judged,
        coalesce(f.n, 0) AS n, coalesce(sum(k.cells), 0) AS cells
    FROM years AS y
    JOIN catalogue AS t ON t.source = y.source AND t.measure = y.measure
    LEFT JOIN sizes AS k
        ON k.source = t.source AND k.measure = t.measure AND k.table_id = t.table_id AND k.year = y.year
        AND (k.ubigeo IS NULL OR k.ubigeo = y.ubigeo)
    LEFT JOIN filled AS f
        ON f.ubigeo = y.ubigeo AND f.source = t.source AND f.measure = t.measure AND f.table_id = t.table_id AND f.year = y.year
    GROUP BY y.ubigeo, y.source, y.measure, y.whole, t.source, t.measure, t.table_id, t.label, t.dimensions, y.year, f.n
)
SELECT
    ubigeo, source, measure, table_id, label, dimensions,
    sum(n) / nullif(sum(cells), 0) AS mean_cell,
    min(n / nullif(cells, 0)) AS least_year
FROM joined
WHERE judged
GROUP BY ALL;

-- Sources with a zone, merged as they are, of fewer than 20 cases in some whole year.
CREATE TEMP TABLE thin_zones AS
SELECT DISTINCT d.ubigeo, d.source, d.measure
FROM (SELECT DISTINCT ubigeo, source, measure FROM counts) AS d
JOIN source_years AS y ON y.source = d.source AND y.whole
JOIN zones AS z ON z.ubigeo = d.ubigeo
LEFT JOIN counts AS c
    ON c.ubigeo = d.ubigeo AND c.source = d.source AND c.measure = d.measure AND c.year = y.year AND c.zone = z.zone AND c.mask = 8063
WHERE coalesce(c.n, 0) < 20;

INSERT INTO tables
WITH judged AS (
    SELECT d.*, list_contains(string_split(d.dimensions, '|'), 'zone') AND t.source IS NOT NULL AS thin
    FROM depth AS d
    LEFT JOIN thin_zones AS t USING (ubigeo, source, measure)
)
SELECT
    ubigeo, source, measure, table_id, label, dimensions,
    CASE
        WHEN dimensions = '' THEN 'publico'
        WHEN list_has_any($withheld::VARCHAR[], [table_id, source || ':' || table_id]) THEN 'rechazado'
        WHEN mean_cell >= 20 AND least_year >= 12 AND NOT thin THEN 'publico'
        WHEN mean_cell >= 10 THEN 'institucional'
        ELSE 'rechazado'
    END,
    CASE
        WHEN dimensions = '' THEN 'El total del distrito por año se publica siempre.'
        WHEN list_has_any($withheld::VARCHAR[], [table_id, source || ':' || table_id]) THEN 'No se publica: quedó reservado, porque con él se podría deducir algo de casillas de pocos casos.'
        WHEN coalesce(mean_cell, 0) = 0 THEN 'No se publica: esta fuente no trae ese dato.'
        WHEN mean_cell >= 10 AND thin THEN 'No se publica: alguna zona tuvo menos de 20 casos en un año; solo con acceso institucional.'
        WHEN mean_cell >= 20 AND least_year >= 12 THEN 'Se publica: hay suficientes casos en cada celda para que nadie pueda ser reconocido.'
        WHEN mean_cell >= 20 THEN 'No se publica: en algún año hay menos de 12 casos por celda en promedio.'
        WHEN mean_cell >= 10 THEN 'No se publica: hay menos de 20 casos por celda en promedio; solo con acceso institucional.'
        ELSE 'No se publica: hay menos de 10 casos por celda en promedio y alguien podría ser reconocido.'
    END
FROM judged;
