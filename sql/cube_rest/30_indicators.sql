-- Yearly shares that are no cells: attended persons who live outside, cases without a zone. Both
-- parts of each share are protected values, so that nothing can be reckoned back. The threshold asks
-- for persons where they are told apart, as for cells.
-- Parameters: $threshold, $base.
INSERT INTO indicators
WITH parts AS (
    SELECT
        ubigeo, source, year, 'fuera_del_distrito' AS indicator,
        sum(count) FILTER (WHERE ubigeo_residence IS NOT NULL) AS base_n,
        sum(count) FILTER (WHERE ubigeo_residence <> ubigeo) AS n,
        count(DISTINCT person_key) FILTER (WHERE ubigeo_residence <> ubigeo)
            + coalesce(sum(count) FILTER (WHERE person_key IS NULL AND ubigeo_residence <> ubigeo), 0) AS persons,
        sum(record_key) FILTER (WHERE ubigeo_residence <> ubigeo) AS key_sum
    FROM universe
    WHERE source = 'cem'
    GROUP BY ALL
    UNION ALL
    SELECT u.ubigeo, u.source, u.year, 'sin_zona', sum(count), sum(count) FILTER (WHERE zone IS NULL),
        count(DISTINCT person_key) FILTER (WHERE zone IS NULL)
            + coalesce(sum(count) FILTER (WHERE person_key IS NULL AND zone IS NULL), 0),
        sum(record_key) FILTER (WHERE zone IS NULL)
    FROM universe AS u
    JOIN measures AS m ON m.source = u.source AND m.measure = u.measure AND m.principal
    GROUP BY ALL
),
counted AS (
    SELECT
        ubigeo, source, year, indicator, coalesce(base_n, 0)::BIGINT AS base_n, coalesce(n, 0)::BIGINT AS n, persons,
        coalesce(key_sum, 0) % 18446744073709551616::HUGEINT AS cell_key
    FROM parts
),
rounded AS (
    SELECT
        *, base_n - base_n % $base AS base_value,
        rounded_by_key(n, cell_key, $base) AS value
    FROM counted
)
SELECT
    ubigeo, source, year, indicator,
    CASE WHEN persons >= $threshold AND base_n >= 20 THEN round(100.0 * least(value, base_value) / base_value) END,
    CASE
        WHEN base_n < 20 THEN 'sin porcentaje: menos de 20 casos'
        WHEN persons < $threshold THEN 'protegido: menos de ' || $threshold::VARCHAR
        ELSE 'porcentaje de valores redondeados'
    END
FROM rounded;
