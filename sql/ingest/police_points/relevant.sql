-- Rows of the subject that concern us: by the code of the district or, where there is none, by its name.
-- A code that is none may be ours, unless the district's name is another.
-- Parameters: $ubigeo, $district, $province (ours), $all_districts.
CREATE OR REPLACE TEMP MACRO station_of(station_event, station_registered) AS
    nullif(regexp_replace(upper(trim(coalesce(nullif(trim(said(station_event)), ''), said(station_registered)))), '\s+', ' ', 'g'), '');

-- Whether a point says nothing of the event, so that only its neighbourhood can give a zone.
CREATE OR REPLACE TEMP MACRO without_event_point(point_state) AS
    coalesce(point_state, 'ilegible') IN ('sin_coordenada', 'ilegible', 'centroide');

CREATE OR REPLACE TEMP TABLE relevant AS
WITH coded AS (
    SELECT
        *, district_code(ubigeo) AS code, clean(ubigeo) IS NULL AS no_code,
        is_called(district, province, $district, $province) AS ours,
        plain_words(district) IS NULL AS unnamed
    FROM received
    WHERE plain_words(kind) = 'ley de violencia contra la mujer y grupos vulnerables'
)
SELECT
    * EXCLUDE (ubigeo, code, no_code, ours, unnamed),
    ubigeo AS raw_ubigeo,
    CASE WHEN ours THEN $ubigeo ELSE code END AS ubigeo,
    station_of(station_event, station_registered) AS service,
    CASE
        WHEN no_code AND NOT ours THEN 'event_ubigeo_missing'
        WHEN NOT no_code AND code IS NULL
            THEN 'ubigeo_not_district'
        WHEN ours AND code <> $ubigeo
            THEN 'ubigeo_other_code'
    END AS ubigeo_reason,
    $ubigeo AS ubigeo_detail
FROM coded
WHERE $all_districts OR ours OR coalesce(code = $ubigeo, unnamed);
