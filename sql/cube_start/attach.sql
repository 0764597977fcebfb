-- The registry, to read from while the public cube is built. Parameter: $registry (file).
ATTACH $registry AS registry (READ_ONLY);

-- What of a protected record takes part in the cube, and what an edition keeps of those that it counted.
CREATE TEMP VIEW protected_records AS
SELECT
    r.source::VARCHAR AS source, r.measure, r.delivery, r.demonstration, r.ubigeo, r.year, r.month,
    r.age_group::VARCHAR AS age_group, r.sex::VARCHAR AS sex, r.violence_type::VARCHAR AS violence_type, r.zone,
    r.relationship::VARCHAR AS relationship, r.risk_level::VARCHAR AS risk_level, r.condition::VARCHAR AS condition,
    r.complaint::VARCHAR AS complaint, r.protection_measure::VARCHAR AS protection_measure,
    r.precautionary_measure::VARCHAR AS precautionary_measure, r.legal_support::VARCHAR AS legal_support,
    r.ubigeo_residence, r.count, r.record_key, r.person_key
FROM registry.records AS r
JOIN registry.sources AS s ON s.source = r.source AND s.protected
WHERE r.ubigeo IS NOT NULL;
CREATE TEMP VIEW current_periods AS SELECT source::VARCHAR AS source, service, month FROM registry.delivery_periods;
