-- Rows of the subject that concern us: by the code of the district or, where there is none, by its name.
-- A code that is none may be ours, unless the district's name is another.
-- Parameters: $ubigeo, $district, $province (ours), $all_districts.
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
    nullif(regexp_replace(upper(trim(coalesce(nullif(trim(station_event), ''), station_registered))), '\s+', ' ', 'g'), '') AS service,
    CASE
        WHEN no_code AND NOT ours THEN 'falta el ubigeo del hecho, y el distrito no está escrito'
        WHEN NOT no_code AND code IS NULL
            THEN 'el ubigeo debe ser el código INEI de un distrito: seis cifras (cinco si perdió el cero), departamento 01 a 25'
        WHEN ours AND code <> $ubigeo
            THEN 'se espera el código INEI del distrito, ' || $ubigeo || '; este es otro (el RENIEC usa códigos distintos)'
    END AS ubigeo_reason
FROM coded
WHERE $all_districts OR ours OR coalesce(code = $ubigeo, unnamed);
