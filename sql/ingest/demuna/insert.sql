-- Accepted cases into the registry, each with its key. Equal cases are numbered, so that each has its own.
-- What makes a case this record and no other, version 1: these fields, as they were first read. It stays as it is.
-- The person's code is no part of a record's identity: an office that begins to note it changes no figure.
-- The register is of the district's own office; where the child lives beyond the zone is not known.
-- Parameters: $delivery, $demonstration, $inner_pad, $outer_pad, $ubigeo.
INSERT INTO records BY NAME
WITH kept AS (
    SELECT
        *,
        concat_ws('|', 'demuna', strftime(written_day, '%Y-%m-%d'), first_matter, coalesce(age::VARCHAR, ''),
            coalesce(sex::VARCHAR, ''), coalesce(place, '')) AS identity
    FROM staged
    WHERE belongs AND NOT refused
),
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY identity ORDER BY row_number) AS twin FROM kept
)
SELECT
    'demuna' AS source,
    CASE WHEN matter IN (SELECT v.matter FROM violence_matters AS v) THEN 'caso_demuna' ELSE 'caso_demuna_otra_materia' END AS measure,
    $delivery AS delivery, row_number,
    keyed($inner_pad, $outer_pad, identity || '|' || twin::VARCHAR) AS record_key, person_key,
    $demonstration AS demonstration, year(day) AS year, month(day) AS month,
    $ubigeo AS ubigeo, $ubigeo AS ubigeo_service, 'DEMUNA' AS service, zone, geocode_quality,
    age, age_band_of(age) AS age_group, sex, matter, 1 AS count
FROM numbered;
