-- Published cells of the protected sources. Every cell that a public table could have is written:
-- an empty one looks like a small one. Parameters: $edition, $threshold, $base.
-- How a value is rounded: 05_rounding.sql.

-- The counts by the names of their categories: what is not said is a category too.
CREATE TEMP TABLE named_counts AS
SELECT
    ubigeo, source, measure, year, mask, n, cell_key, month, quarter,
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

INSERT INTO cells
WITH wanted AS (
    SELECT l.* EXCLUDE (ubigeo, known), t.ubigeo, y.closed
    FROM tables AS t
    JOIN year_lattice AS l
        ON l.source = t.source AND l.measure = t.measure AND l.table_id = t.table_id
        AND (l.ubigeo IS NULL OR l.ubigeo = t.ubigeo)
    JOIN source_years AS y ON y.source = l.source AND y.year = l.year
    WHERE t.state = 'publico'
),
matched AS (
    SELECT w.*, coalesce(f.n, 0) AS n, coalesce(f.cell_key, 0) AS cell_key
    FROM wanted AS w
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
)
SELECT
    $edition, ubigeo, source, measure, table_id, year, quarter, month, age_group, sex, violence_type, zone, relationship,
    risk_level, condition, complaint, protection_measure, precautionary_measure, legal_support,
    CASE
        WHEN n < $threshold THEN NULL
        WHEN table_id = 'total' AND closed THEN n
        ELSE rounded_by_key(n, cell_key, $base)
    END,
    CASE
        WHEN n < $threshold THEN 'menos de ' || $threshold::VARCHAR
        WHEN table_id = 'total' AND closed THEN 'exacto'
        ELSE 'redondeado'
    END
FROM matched;
