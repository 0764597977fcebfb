-- The registry, to read from while the public cube is built. Parameter: $registry (file).
ATTACH $registry AS registry (READ_ONLY);

-- What of a protected record takes part in the cube, and what an edition keeps of those that it counted.
CREATE TEMP VIEW protected_records AS
SELECT
    source::VARCHAR AS source, measure, delivery, demonstration, ubigeo, year, month,
    COLUMNS(LAMBDA name : list_contains(getvariable('traits'), name))::VARCHAR,
    ubigeo_residence, count, record_key, person_key
FROM registry.records
WHERE ubigeo IS NOT NULL AND source IN (SELECT source FROM registry.sources WHERE protected);
CREATE TEMP VIEW current_periods AS SELECT source::VARCHAR AS source, service, month FROM registry.delivery_periods;
