-- Each printed figure with what its values mean, and why one can't be taken. All rows concern us.
-- A figure given twice is refused the second time.
CREATE OR REPLACE TEMP TABLE judged AS
WITH cleaned AS (
    SELECT
        file_row_number + 1 AS row_number, ubigeo AS raw_ubigeo, year AS raw_year, first_month AS raw_first_month,
        last_month AS raw_last_month, value AS raw_value,
        -- A district's six digits, a department's two or 00, with the zeros that a spreadsheet took away.
        CASE
            WHEN district_code(ubigeo) IS NOT NULL THEN district_code(ubigeo)
            WHEN regexp_matches(clean(ubigeo), '^(0{1,2}|0?[1-9]|1\d|2[0-5])$') THEN lpad(clean(ubigeo), 2, '0')
        END AS ubigeo,
        nullif(trim(said(source)), '') AS source, nullif(trim(said(table_name)), '') AS table_name,
        clean(year) AS year_text, clean(first_month) AS first_text, clean(last_month) AS last_text,
        whole(year) AS year,
        whole(first_month) AS first_month, whole(last_month) AS last_month,
        nullif(trim(said(dimension)), '') AS dimension, nullif(trim(said(category)), '') AS category,
        CASE WHEN regexp_matches(trim(value), '^-?\d+(\.\d+|,\d{1,2}|,\d{4,})?$') THEN replace(trim(value), ',', '.')::DOUBLE END AS value,
        nullif(trim(said(unit)), '') AS unit, nullif(trim(said(base)), '') AS base,
        nullif(trim(said(source_ref)), '') AS source_ref, nullif(trim(said(note)), '') AS note
    FROM received
)
SELECT
    *,
    CASE
        WHEN ubigeo IS NULL THEN 'figure_place_unknown'
    END AS ubigeo_reason,
    CASE
        WHEN year_text IS NOT NULL AND coalesce(year NOT BETWEEN 1940 AND 2100, true) THEN 'table_year_impossible'
    END AS year_reason,
    CASE
        WHEN first_text IS NOT NULL AND coalesce(first_month NOT BETWEEN 1 AND 12, true) THEN 'month_impossible'
        WHEN (first_text IS NULL) <> (last_text IS NULL) THEN 'months_incomplete'
        WHEN first_month > last_month THEN 'months_reversed'
    END AS first_month_reason,
    CASE
        WHEN last_text IS NOT NULL AND coalesce(last_month NOT BETWEEN 1 AND 12, true) THEN 'month_impossible'
    END AS last_month_reason,
    CASE
        WHEN nullif(trim(said(raw_value)), '') IS NULL THEN 'figure_missing'
        WHEN value IS NULL AND regexp_matches(trim(raw_value), '^-?\d+,\d{3}$') THEN 'figure_comma'
        WHEN value IS NULL THEN 'figure_not_number'
    END AS value_reason
FROM cleaned;

CREATE OR REPLACE TEMP TABLE staged AS
WITH sound AS (
    SELECT
        *,
        concat(ubigeo_reason, year_reason, first_month_reason, last_month_reason, value_reason) <> ''
            OR source IS NULL OR table_name IS NULL OR dimension IS NULL OR category IS NULL OR unit IS NULL OR source_ref IS NULL AS wrong
    FROM judged
)
SELECT
    *, true AS belongs,
    NOT wrong AND count(*) FILTER (WHERE NOT wrong)
        OVER (PARTITION BY ubigeo, source, table_name, year, first_month, last_month, dimension, category ORDER BY row_number) > 1 AS repeated,
    wrong OR repeated AS refused
FROM sound;

CREATE OR REPLACE TEMP TABLE staged_figures AS SELECT * FROM staged WHERE belongs AND NOT refused;
