-- Why each refused row is refused: row, field, value, reason.
CREATE OR REPLACE TEMP TABLE staged_problems AS
WITH bad AS (SELECT * FROM staged WHERE refused)
SELECT *, NULL::VARCHAR AS detail FROM (
    SELECT row_number, 'ubigeo' AS field, raw_ubigeo AS value, ubigeo_reason AS reason FROM bad WHERE ubigeo_reason IS NOT NULL
    UNION ALL SELECT row_number, 'year', raw_year, year_reason FROM bad WHERE year_reason IS NOT NULL
    UNION ALL SELECT row_number, 'first_month', raw_first_month, first_month_reason FROM bad WHERE first_month_reason IS NOT NULL
    UNION ALL SELECT row_number, 'last_month', raw_last_month, last_month_reason FROM bad WHERE last_month_reason IS NOT NULL
    UNION ALL SELECT row_number, 'value', raw_value, value_reason FROM bad WHERE value_reason IS NOT NULL
    UNION ALL SELECT row_number, 'source', NULL, 'required_missing' FROM bad WHERE source IS NULL
    UNION ALL SELECT row_number, 'table_name', NULL, 'required_missing' FROM bad WHERE table_name IS NULL
    UNION ALL SELECT row_number, 'dimension', NULL, 'required_missing' FROM bad WHERE dimension IS NULL
    UNION ALL SELECT row_number, 'category', NULL, 'required_missing' FROM bad WHERE category IS NULL
    UNION ALL SELECT row_number, 'unit', NULL, 'required_missing' FROM bad WHERE unit IS NULL
    UNION ALL SELECT row_number, 'source_ref', NULL, 'origin_missing' FROM bad WHERE source_ref IS NULL
    UNION ALL SELECT row_number, 'value', raw_value, 'figure_repeated' FROM bad WHERE repeated
);
