-- Yearly shares that are no cells: attended persons who live outside, cases without a zone. Both
-- parts of each share are protected values, so that nothing can be reckoned back: those of the cells
-- where they are published (the total is, and «sin zona» where there is a table by zone), so that a
-- share and its cells never say two things. The threshold asks for persons where they are told apart,
-- as for cells. Parameters: $threshold, $base, $least_base.
INSERT INTO indicators
WITH parts AS (
    SELECT
        ubigeo, source, measure, year, 'fuera_del_distrito' AS indicator,
        sum(count) FILTER (WHERE ubigeo_residence IS NOT NULL) AS base_n,
        sum(count) FILTER (WHERE ubigeo_residence <> ubigeo) AS n,
        count(DISTINCT person_key) FILTER (WHERE ubigeo_residence <> ubigeo)
            + coalesce(sum(count) FILTER (WHERE person_key IS NULL AND ubigeo_residence <> ubigeo), 0) AS persons,
        sum(record_key) FILTER (WHERE ubigeo_residence <> ubigeo) AS key_sum
    FROM universe
    WHERE source = 'cem'
    GROUP BY ALL
    UNION ALL
    SELECT u.ubigeo, u.source, u.measure, u.year, 'sin_zona', sum(count), sum(count) FILTER (WHERE zone IS NULL),
        count(DISTINCT person_key) FILTER (WHERE zone IS NULL)
            + coalesce(sum(count) FILTER (WHERE person_key IS NULL AND zone IS NULL), 0),
        sum(record_key) FILTER (WHERE zone IS NULL)
    FROM universe AS u
    JOIN measures AS m ON m.source = u.source AND m.measure = u.measure AND m.principal
    GROUP BY ALL
),
counted AS (
    SELECT
        ubigeo, source, measure, year, indicator, coalesce(base_n, 0)::BIGINT AS base_n, coalesce(n, 0)::BIGINT AS n, persons,
        coalesce(key_sum, 0) % 18446744073709551616::HUGEINT AS cell_key
    FROM parts
),
said AS (
    SELECT
        c.ubigeo, c.source, c.year, c.indicator,
        CASE WHEN t.kind IS NULL THEN c.base_n - c.base_n % $base ELSE t.value END AS base_value,
        CASE WHEN z.kind IS NOT NULL THEN z.value WHEN c.persons >= $threshold THEN rounded_by_key(c.n, c.cell_key, $base) END AS value
    FROM counted AS c
    LEFT JOIN cells AS t
        ON c.indicator = 'sin_zona' AND t.table_id = 'total'
        AND t.ubigeo = c.ubigeo AND t.source = c.source AND t.measure = c.measure AND t.year = c.year
    LEFT JOIN cells AS z
        ON c.indicator = 'sin_zona' AND z.table_id = 'zone' AND z.codes = ['sin_zona']
        AND z.ubigeo = c.ubigeo AND z.source = c.source AND z.measure = c.measure AND z.year = c.year
)
SELECT
    ubigeo, source, year, indicator,
    CASE WHEN base_value >= $least_base AND value IS NOT NULL THEN round_even(100.0 * least(value, base_value) / base_value, 0) END,
    CASE
        WHEN coalesce(base_value, 0) < $least_base THEN format('sin porcentaje: menos de {} casos', $least_base)
        WHEN value IS NULL THEN 'protegido: menos de ' || $threshold::VARCHAR
        ELSE 'porcentaje de valores redondeados'
    END
FROM said;
