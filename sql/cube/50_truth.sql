-- Cells of the protected sources: the truth beside what is published. Every cell that a public table
-- could have is there: an empty one looks like a small one. A cell whose records are those of the last
-- edition says what it said there. Parameters: $threshold, $base. How a value is rounded: 05_rounding.sql.

-- The counts by the names of their categories: what is not said is a category too.
CREATE TEMP TABLE named_counts AS
SELECT
    ubigeo, source, measure, year, mask, n, persons, cell_key, month, quarter,
    CASE WHEN mask & 1024 = 0 THEN coalesce(age_group::VARCHAR, 'sin_dato') END AS age_group,
    CASE WHEN mask & 512 = 0 THEN coalesce(sex::VARCHAR, 'sin_dato') END AS sex,
    CASE WHEN mask & 256 = 0 THEN coalesce(violence_type::VARCHAR, 'sin_dato') END AS violence_type,
    CASE WHEN mask & 128 = 0 THEN coalesce(zone, 'sin_zona') END AS zone,
    CASE WHEN mask & 64 = 0 THEN coalesce(relationship::VARCHAR, 'sin_dato') END AS relationship,
    CASE WHEN mask & 32 = 0 THEN coalesce(risk_level::VARCHAR, 'sin_dato') END AS risk_level,
    CASE WHEN mask & 16 = 0 THEN coalesce(condition::VARCHAR, 'sin_dato') END AS condition,
    CASE WHEN mask & 8 = 0 THEN coalesce(complaint::VARCHAR, 'sin_dato') END AS complaint,
    CASE WHEN mask & 4 = 0 THEN coalesce(protection_measure::VARCHAR, 'sin_dato') END AS protection_measure,
    CASE WHEN mask & 2 = 0 THEN coalesce(precautionary_measure::VARCHAR, 'sin_dato') END AS precautionary_measure,
    CASE WHEN mask & 1 = 0 THEN coalesce(legal_support::VARCHAR, 'sin_dato') END AS legal_support
FROM counts;

-- The truth beside what is published: what the audit judges; it never leaves the restricted side.
CREATE TEMP TABLE truth AS
WITH wanted AS (
    SELECT l.* EXCLUDE (ubigeo, known), t.ubigeo, t.dimensions, y.closed
    FROM tables AS t
    JOIN year_lattice AS l
        ON l.source = t.source AND l.measure = t.measure AND l.table_id = t.table_id
        AND (l.ubigeo IS NULL OR l.ubigeo = t.ubigeo)
    JOIN source_years AS y ON y.source = l.source AND y.year = l.year
    WHERE t.state = 'publico'
),
matched AS (
    SELECT
        w.*, coalesce(f.n, 0) AS n, coalesce(f.persons, 0) AS persons, coalesce(f.cell_key, 0) AS cell_key,
        b.source IS NOT NULL AS by_person
    FROM wanted AS w
    LEFT JOIN sources_by_person AS b ON b.source = w.source
    LEFT JOIN named_counts AS f
        ON f.ubigeo = w.ubigeo AND f.source = w.source AND f.measure = w.measure AND f.year = w.year AND f.mask = w.mask
        AND f.month IS NOT DISTINCT FROM w.month AND f.quarter IS NOT DISTINCT FROM w.quarter
        AND f.age_group IS NOT DISTINCT FROM w.age_group AND f.sex IS NOT DISTINCT FROM w.sex
        AND f.violence_type IS NOT DISTINCT FROM w.violence_type AND f.zone IS NOT DISTINCT FROM w.zone
        AND f.relationship IS NOT DISTINCT FROM w.relationship AND f.risk_level IS NOT DISTINCT FROM w.risk_level
        AND f.condition IS NOT DISTINCT FROM w.condition AND f.complaint IS NOT DISTINCT FROM w.complaint
        AND f.protection_measure IS NOT DISTINCT FROM w.protection_measure
        AND f.precautionary_measure IS NOT DISTINCT FROM w.precautionary_measure
        AND f.legal_support IS NOT DISTINCT FROM w.legal_support
),
protected AS (
    SELECT
        ubigeo, source, measure, table_id, dimensions, year, quarter, month, age_group, sex, violence_type, zone, relationship,
        risk_level, condition, complaint, protection_measure, precautionary_measure, legal_support,
        n, cell_key::UBIGINT AS cell_key,
        CASE
            WHEN persons < $threshold THEN NULL
            WHEN table_id = 'total' AND closed THEN n
            ELSE rounded_by_key(n, cell_key, $base)
        END AS value,
        CASE
            WHEN persons < $threshold THEN 'menos de ' || $threshold::VARCHAR || CASE WHEN by_person THEN ' personas' ELSE '' END
            WHEN table_id = 'total' AND closed THEN 'exacto'
            ELSE 'redondeado'
        END AS note,
        -- What it would be if it had to be rounded more coarsely, so that a cell beside it can't be reckoned.
        rounded_by_key(n, cell_key, 2 * $base) AS value_2,
        rounded_by_key(n, cell_key, 4 * $base) AS value_4
    FROM matched
)
SELECT
    p.* REPLACE (
        CASE WHEN e.n IS NOT NULL THEN e.value ELSE p.value END AS value,
        coalesce(e.note, p.note) AS note
    ),
    e.n IS NOT NULL AS settled
FROM protected AS p
LEFT JOIN previous_truth AS e
    ON e.ubigeo = p.ubigeo AND e.source = p.source AND e.measure = p.measure AND e.table_id = p.table_id AND e.year = p.year
    AND e.n = p.n AND e.cell_key = p.cell_key AND p.dimensions <> ''
    AND e.quarter IS NOT DISTINCT FROM p.quarter AND e.month IS NOT DISTINCT FROM p.month
    AND e.age_group IS NOT DISTINCT FROM p.age_group AND e.sex IS NOT DISTINCT FROM p.sex
    AND e.violence_type IS NOT DISTINCT FROM p.violence_type AND e.zone IS NOT DISTINCT FROM p.zone
    AND e.relationship IS NOT DISTINCT FROM p.relationship AND e.risk_level IS NOT DISTINCT FROM p.risk_level
    AND e.condition IS NOT DISTINCT FROM p.condition AND e.complaint IS NOT DISTINCT FROM p.complaint
    AND e.protection_measure IS NOT DISTINCT FROM p.protection_measure
    AND e.precautionary_measure IS NOT DISTINCT FROM p.precautionary_measure
    AND e.legal_support IS NOT DISTINCT FROM p.legal_support;
