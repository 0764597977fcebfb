-- Each row of a population table with what its values mean (few thousand rows at most), whether it
-- concerns us, and why a value can't be taken. A figure given twice is refused the second time.
-- Parameters: $ubigeo (ours), $all_districts.
CREATE OR REPLACE TEMP TABLE judged AS
WITH cleaned AS (
    SELECT
        file_row_number + 1 AS row_number, ubigeo AS raw_ubigeo, year AS raw_year, sex AS raw_sex,
        age_group AS raw_age_group, population AS raw_population, kind AS raw_kind,
        district_code(ubigeo) AS ubigeo, clean(ubigeo) AS code, clean(zone) AS zone,
        whole(year) AS year,
        -- «0 a 4 años», «0-4», «60 y más», «60+».
        regexp_replace(regexp_replace(regexp_replace(plain_words(age_group), ' ?anos?\b', ''), ' (y|o) mas$', '+'), '(\d) ?(a|-|–) ?(\d)', '\1-\3') AS age_group,
        whole(population) AS population,
        nullif(trim(said(source_ref)), '') AS source_ref
    FROM received
)
SELECT
    c.*, s.value AS sex, k.value AS kind,
    CASE WHEN c.ubigeo IS NULL THEN 'ubigeo_not_district' END AS ubigeo_reason,
    CASE WHEN c.year IS NULL OR c.year NOT BETWEEN 1940 AND 2100 THEN 'table_year_impossible' END AS year_reason,
    CASE WHEN s.value IS NULL THEN 'sex_or_total' END AS sex_reason,
    CASE
        WHEN c.age_group IS NULL OR NOT regexp_matches(c.age_group, '^(total|\d{1,3}(-\d{1,3}|\+)?)$')
            THEN 'age_group_unknown'
    END AS age_group_reason,
    CASE WHEN c.population IS NULL THEN 'population_not_whole' END AS population_reason,
    CASE WHEN k.value IS NULL THEN 'census_or_projection' END AS kind_reason,
    CASE WHEN c.source_ref IS NULL THEN 'origin_missing' END AS source_ref_reason
FROM cleaned AS c
LEFT JOIN codes AS s ON s.field = 'sex' AND s.label = plain_words(c.raw_sex)
LEFT JOIN codes AS k ON k.field = 'kind' AND k.label = plain_words(c.raw_kind);

-- A code that is none is refused when it may be ours (no number, or ours cut short or with more digits).
CREATE OR REPLACE TEMP TABLE staged AS
WITH sound AS (
    SELECT
        *,
        $all_districts OR CASE
            WHEN ubigeo IS NOT NULL THEN ubigeo = $ubigeo
            ELSE code IS NULL OR NOT regexp_matches(code, '^\d+$')
                OR starts_with($ubigeo, code) OR starts_with(code, $ubigeo) OR starts_with(code, ltrim($ubigeo, '0'))
        END AS belongs,
        concat(ubigeo_reason, year_reason, sex_reason, age_group_reason, population_reason, kind_reason, source_ref_reason) <> '' AS wrong
    FROM judged
)
SELECT
    *,
    NOT wrong AND count(*) FILTER (WHERE NOT wrong)
        OVER (PARTITION BY ubigeo, zone, year, sex, age_group, kind ORDER BY row_number) > 1 AS repeated,
    wrong OR repeated AS refused
FROM sound;
