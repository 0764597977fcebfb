-- Question: how many published cells does a source have under the filters, as download.sql gives them?
-- Grain: one row. Parameters: as in cells.sql.
SELECT count(*)
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
    AND ($month::VARCHAR[] IS NULL OR list_contains($month::VARCHAR[], c.month::VARCHAR));
