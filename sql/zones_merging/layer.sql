-- Question: which zones has the layer in force, and how many people live in each (NULL: not known)?
-- Grain: one zone.
SELECT z.ubigeo, z.zone, z.name, z.geometry, z.kind, p.population
FROM registry.zones AS z
LEFT JOIN (
    SELECT ubigeo, zone, arg_max(population, year)::BIGINT AS population
    FROM (
        SELECT ubigeo, zone, year, sum(population) FILTER (WHERE sex = 'total' AND age_group = 'total') AS population
        FROM registry.population WHERE zone IS NOT NULL GROUP BY ALL
    )
    GROUP BY ALL
) AS p ON p.ubigeo = z.ubigeo AND p.zone = z.zone
ORDER BY z.ubigeo, z.zone;
