-- Why each refused row is refused: row, field, value, reason.
CREATE OR REPLACE TEMP TABLE staged_problems AS
WITH bad AS (SELECT * FROM staged WHERE belongs AND refused)
SELECT *, NULL::VARCHAR AS detail FROM (
    SELECT row_number, 'ubigeo' AS field, raw_ubigeo AS value, ubigeo_reason AS reason FROM bad WHERE ubigeo_reason IS NOT NULL
    UNION ALL SELECT row_number, 'year', raw_year, year_reason FROM bad WHERE year_reason IS NOT NULL
    UNION ALL SELECT row_number, 'sex', raw_sex, sex_reason FROM bad WHERE sex_reason IS NOT NULL
    UNION ALL SELECT row_number, 'age_group', raw_age_group, age_group_reason FROM bad WHERE age_group_reason IS NOT NULL
    UNION ALL SELECT row_number, 'population', raw_population, population_reason FROM bad WHERE population_reason IS NOT NULL
    UNION ALL SELECT row_number, 'kind', raw_kind, kind_reason FROM bad WHERE kind_reason IS NOT NULL
    UNION ALL SELECT row_number, 'source_ref', NULL, source_ref_reason FROM bad WHERE source_ref_reason IS NOT NULL
    UNION ALL
    SELECT row_number, 'population', raw_population, 'population_repeated'
    FROM bad WHERE repeated
);
