-- Question: how many cases has each zone of the layer in each whole year, by source? What is judged
-- before small zones are merged. Grain: district, zone, source, whole year; zero where there is none.
SELECT z.ubigeo, z.zone, y.source, y.year, coalesce(sum(r.count), 0)::BIGINT AS cases
FROM registry.zones AS z
JOIN source_years AS y ON y.whole
JOIN catalogue AS t ON t.source = y.source AND t.table_id = 'zone'
LEFT JOIN accepted AS r ON r.ubigeo = z.ubigeo AND r.zone = z.zone AND r.source = y.source AND r.year = y.year AND r.measure = t.measure
GROUP BY ALL
ORDER BY ALL;
