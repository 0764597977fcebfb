-- Question: every published cell of a source under the filters, in tables of month, age, sex, type and zone.
-- Grain: one published cell; an empty dimension means all of it. Parameters: as in cells.sql.
-- Columns: as in download_table.sql.
SELECT
    c.source, c.measure, c.table_id, c.year, c.quarter, c.month, c.age_group, c.sex, c.violence_type, c.zone,
    c.relationship, c.risk_level, c.condition, c.complaint, c.protection_measure, c.precautionary_measure,
    c.legal_support, c.value, c.note, c.changed, c.edition
FROM cells AS c
WHERE c.ubigeo = $ubigeo AND c.source = $source AND c.measure = $measure
    AND c.quarter IS NULL AND c.relationship IS NULL AND c.risk_level IS NULL AND c.condition IS NULL
    AND c.complaint IS NULL AND c.protection_measure IS NULL AND c.precautionary_measure IS NULL
    AND c.legal_support IS NULL
    AND ($years::INTEGER[] IS NULL OR list_contains($years::INTEGER[], c.year))
    AND ($age_group::VARCHAR[] IS NULL OR list_contains($age_group::VARCHAR[], c.age_group))
    AND ($sex::VARCHAR[] IS NULL OR list_contains($sex::VARCHAR[], c.sex))
    AND ($violence_type::VARCHAR[] IS NULL OR list_contains($violence_type::VARCHAR[], c.violence_type))
    AND ($zone::VARCHAR[] IS NULL OR list_contains($zone::VARCHAR[], c.zone))
    AND ($month::VARCHAR[] IS NULL OR list_contains($month::VARCHAR[], c.month::VARCHAR))
ORDER BY
    c.table_id <> 'total', c.table_id, c.year, c.month, c.age_group, c.sex, c.violence_type, c.zone;
