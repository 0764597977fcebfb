-- Yearly shares that are no cells: attended persons who live outside, cases without a zone. Both
-- parts of each share are protected values, so that nothing can be reckoned back.
-- Parameters: $threshold, $base.
INSERT INTO indicators
WITH parts AS (
    SELECT
        r.ubigeo, r.source::VARCHAR AS source, r.year, 'fuera_del_distrito' AS indicator,
        count(*) FILTER (WHERE r.ubigeo_residence IS NOT NULL) AS base_n,
        count(*) FILTER (WHERE r.ubigeo_residence <> r.ubigeo) AS n,
        coalesce(sum(r.record_key) FILTER (WHERE r.ubigeo_residence <> r.ubigeo), 0) % 18446744073709551616::HUGEINT AS cell_key
    FROM registry.records AS r
    JOIN source_years AS y ON y.source = r.source::VARCHAR AND y.year = r.year AND list_contains(y.months, r.month)
    WHERE r.source = 'cem' AND r.ubigeo IS NOT NULL
    GROUP BY ALL
    UNION ALL
    SELECT
        r.ubigeo, r.source::VARCHAR, r.year, 'sin_zona', count(*),
        count(*) FILTER (WHERE r.zone IS NULL),
        coalesce(sum(r.record_key) FILTER (WHERE r.zone IS NULL), 0) % 18446744073709551616::HUGEINT
    FROM registry.records AS r
    JOIN measures AS m ON m.source = r.source::VARCHAR AND m.measure = r.measure AND m.principal
    JOIN source_years AS y ON y.source = r.source::VARCHAR AND y.year = r.year AND list_contains(y.months, r.month)
    JOIN registry.sources AS s ON s.source = r.source AND s.protected
    WHERE r.ubigeo IS NOT NULL
    GROUP BY ALL
),
rounded AS (
    SELECT
        *, base_n - base_n % $base AS base_value,
        n - n % $base + CASE WHEN cell_key * $base < (n % $base)::HUGEINT * 18446744073709551616::HUGEINT THEN $base ELSE 0 END AS value
    FROM parts
)
SELECT
    ubigeo, source, year, indicator,
    CASE WHEN n >= $threshold AND base_n >= 20 THEN round(100.0 * least(value, base_value) / base_value) END,
    CASE
        WHEN base_n < 20 THEN 'sin porcentaje: menos de 20 casos'
        WHEN n < $threshold THEN 'protegido: menos de ' || $threshold::VARCHAR
        ELSE 'porcentaje de valores redondeados'
    END
FROM rounded;
