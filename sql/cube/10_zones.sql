-- Zones as categories. Tables zones and zone_members hold them as they are published: small ones merged.
INSERT INTO categories
SELECT z.ubigeo, s.source, 'zone', z.zone, z.name, row_number() OVER (PARTITION BY s.source ORDER BY z.zone), true
FROM zones AS z
CROSS JOIN registry.sources AS s
WHERE s.protected;
