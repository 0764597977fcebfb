-- Question: what does one published table say under the filters? Grain: one published cell.
-- Parameters: $ubigeo, $source, $measure, $table_id; $years, $age_group, $sex, $violence_type, $zone, $month (lists or NULL).
SELECT
    year, quarter, month, age_group, sex, violence_type, zone, relationship, risk_level, condition, complaint,
    protection_measure, precautionary_measure, legal_support, value, note, changed
FROM cells
WHERE ubigeo = $ubigeo AND source = $source AND measure = $measure AND table_id = $table_id
    AND ($years::INTEGER[] IS NULL OR list_contains($years::INTEGER[], year))
    AND ($age_group::VARCHAR[] IS NULL OR list_contains($age_group::VARCHAR[], age_group))
    AND ($sex::VARCHAR[] IS NULL OR list_contains($sex::VARCHAR[], sex))
    AND ($violence_type::VARCHAR[] IS NULL OR list_contains($violence_type::VARCHAR[], violence_type))
    AND ($zone::VARCHAR[] IS NULL OR list_contains($zone::VARCHAR[], zone))
    AND ($month::VARCHAR[] IS NULL OR list_contains($month::VARCHAR[], month::VARCHAR))
ORDER BY year, quarter, month, age_group, sex, violence_type, zone;
