-- Question: how many published cells does a source have under the filters? Grain: one row. Parameters: as in api_cells.sql.
SELECT count(*)
FROM cells
WHERE ubigeo = $ubigeo AND source = $source AND measure = $measure
    AND ($table_id::VARCHAR IS NULL OR table_id = $table_id)
    AND ($years::INTEGER[] IS NULL OR list_contains($years::INTEGER[], year))
    AND ($age_group::VARCHAR[] IS NULL OR list_contains($age_group::VARCHAR[], age_group))
    AND ($sex::VARCHAR[] IS NULL OR list_contains($sex::VARCHAR[], sex))
    AND ($violence_type::VARCHAR[] IS NULL OR list_contains($violence_type::VARCHAR[], violence_type))
    AND ($zone::VARCHAR[] IS NULL OR list_contains($zone::VARCHAR[], zone))
    AND ($month::VARCHAR[] IS NULL OR list_contains($month::VARCHAR[], month::VARCHAR));
