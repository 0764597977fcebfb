-- The ministry's open table of cases by centre and year: each row with what its values mean, whether it concerns
-- us, and why it can't be taken (`staged`); and the figures of the district, which are sums over its centres
-- (`staged_figures`). Equal rows of a centre and year are one; different ones are refused, and so is the sum.
-- Parameters: $ubigeo, $district, $province (ours), $today, $all_districts.
CREATE OR REPLACE TEMP MACRO printed(raw) AS
    CASE
        WHEN regexp_matches(trim(raw), '^\d{1,3}([,.]\d{3})+$') THEN regexp_replace(trim(raw), '[,.]', '', 'g')::BIGINT
        ELSE whole(raw)
    END;

CREATE OR REPLACE TEMP TABLE judged AS
WITH cleaned AS (
    SELECT
        file_row_number + 1 AS row_number, ubigeo AS raw_ubigeo, year AS raw_year, total AS raw_total, period AS raw_period,
        CASE WHEN is_called(district, province, $district, $province) THEN $ubigeo ELSE district_code(ubigeo) END AS ubigeo,
        plain_words(district) IS NULL AS unnamed,
        whole(year) AS year,
        regexp_extract_all(plain_words(period), '\b' || month_words() || '\b', 1) AS months,
        upper(trim(said(centre))) AS centre, coalesce(clean(centre_code), plain_words(said(centre))) AS centre_key,
        printed(total) AS total, printed(women) AS women, printed(men) AS men, printed(psychological) AS psychological,
        printed(physical) AS physical, printed(sexual) AS sexual, printed(economic) AS economic,
        list_filter(
            [total, women, men, psychological, physical, sexual, economic],
            lambda cell: clean(cell) IS NOT NULL AND printed(cell) IS NULL)[1] AS unreadable
    FROM received
)
SELECT
    *,
    coalesce(month_of(months[1])::INTEGER, 1) AS first_month, coalesce(month_of(months[-1])::INTEGER, 12) AS last_month,
    $all_districts OR coalesce(ubigeo = $ubigeo, unnamed) AS belongs,
    CASE
        WHEN ubigeo IS NULL THEN 'ubigeo_not_district'
        WHEN year IS NULL OR year NOT BETWEEN 1940 AND year($today) THEN 'table_year_impossible'
        WHEN year = year($today) AND coalesce(len(months), 0) = 0 THEN 'period_missing'
        WHEN centre_key IS NULL THEN 'required_missing'
        WHEN unreadable IS NOT NULL THEN 'count_not_whole'
        WHEN total IS NULL THEN 'figure_missing'
    END AS reason
FROM cleaned;

CREATE OR REPLACE TEMP TABLE staged AS
WITH told AS (
    SELECT *, hash(total, women, men, psychological, physical, sexual, economic) AS figures FROM judged
),
compared AS (
    SELECT
        *,
        min(figures) OVER own <> max(figures) OVER own AS differs,
        row_number() OVER (PARTITION BY ubigeo, centre_key, year, first_month, last_month, reason ORDER BY row_number) > 1 AS repeated
    FROM told
    WINDOW own AS (PARTITION BY ubigeo, centre_key, year, first_month, last_month, reason)
)
SELECT
    * EXCLUDE (reason, differs),
    coalesce(reason, CASE WHEN differs THEN 'centre_differs' END) AS reason,
    reason IS NOT NULL OR differs AS refused
FROM compared;

CREATE OR REPLACE TEMP TABLE staged_problems AS
SELECT
    row_number,
    CASE
        WHEN reason = 'ubigeo_not_district' THEN 'ubigeo'
        WHEN reason = 'table_year_impossible' THEN 'year'
        WHEN reason = 'period_missing' THEN 'period'
        WHEN reason = 'required_missing' THEN 'centre'
        ELSE 'total'
    END AS field,
    CASE reason WHEN 'ubigeo_not_district' THEN raw_ubigeo WHEN 'table_year_impossible' THEN raw_year ELSE coalesce(unreadable, raw_total) END AS value,
    reason, NULL::VARCHAR AS detail
FROM staged
WHERE belongs AND refused;

CREATE OR REPLACE TEMP TABLE staged_figures AS
WITH wrong AS (SELECT DISTINCT ubigeo, year FROM staged WHERE belongs AND refused),
years AS (
    SELECT
        ubigeo, year, first_month, last_month, min(row_number) AS row_number,
        string_agg(centre, '; ' ORDER BY centre) AS centres, count(*) AS of_centres,
        sum(total) AS total,
        CASE WHEN bool_and(women IS NOT NULL) THEN sum(women) END AS mujer, CASE WHEN bool_and(men IS NOT NULL) THEN sum(men) END AS hombre,
        CASE WHEN bool_and(psychological IS NOT NULL) THEN sum(psychological) END AS psicologica,
        CASE WHEN bool_and(physical IS NOT NULL) THEN sum(physical) END AS fisica,
        CASE WHEN bool_and(sexual IS NOT NULL) THEN sum(sexual) END AS sexual,
        CASE WHEN bool_and(economic IS NOT NULL) THEN sum(economic) END AS economica
    FROM staged AS s
    WHERE belongs AND NOT refused AND NOT repeated
        AND NOT EXISTS (SELECT 1 FROM wrong AS w WHERE w.ubigeo = s.ubigeo AND w.year = s.year)
    GROUP BY ALL
),
figures AS (
    FROM years UNPIVOT (value FOR category IN (total, mujer, hombre, psicologica, fisica, sexual, economica))
)
SELECT
    row_number, ubigeo, 'cem' AS source,
    CASE WHEN category = 'total' THEN 'centre_total' WHEN category IN ('mujer', 'hombre') THEN 'centre_sex' ELSE 'centre_type' END AS table_name,
    year, first_month, last_month,
    CASE WHEN category = 'total' THEN 'total' WHEN category IN ('mujer', 'hombre') THEN 'sex' ELSE 'violence_type' END AS dimension,
    category, value::DOUBLE AS value, 'casos atendidos' AS unit, NULL::VARCHAR AS base,
    'MIMP, datos abiertos: casos atendidos por los CEM, por centro y año (' || centres || ')' AS source_ref,
    CASE WHEN of_centres > 1 THEN 'suma de ' || of_centres || ' centros' END AS note
FROM figures;
