-- What the few distinct values of each column mean; `reason` says why one can't be taken.
-- Parameters: $today, $ubigeo, $district, $province (ours), $all_districts.
CREATE OR REPLACE TEMP TABLE file_months AS
WITH raws AS (SELECT year AS raw_year, month AS raw_month FROM received GROUP BY ALL),
numbers AS (
    SELECT raw_year, raw_month, whole(raw_year) AS y, whole(raw_month) AS m FROM raws
),
judged AS (
    SELECT
        raw_year, raw_month, y, m,
        CASE
            WHEN y IS NULL OR y NOT BETWEEN 1990 AND year($today) THEN 'year_impossible'
        END AS year_reason,
        CASE
            WHEN m IS NULL OR m NOT BETWEEN 1 AND 12 THEN 'month_impossible'
            WHEN y = year($today) AND m > month($today) THEN 'month_future'
        END AS month_reason
    FROM numbers
)
SELECT
    raw_year, raw_month, year_reason, month_reason,
    CASE WHEN year_reason IS NULL THEN y END AS year_number,
    CASE WHEN month_reason IS NULL THEN m END AS month_number,
    CASE WHEN year_reason IS NULL AND month_reason IS NULL THEN make_date(y, m, 1) END AS month
FROM judged;

-- A code that is none, with no name or with ours, may be ours: it is refused and not left out.
CREATE OR REPLACE TEMP TABLE file_places AS
WITH raws AS (SELECT ubigeo AS raw_ubigeo, district AS raw_district, province AS raw_province FROM received GROUP BY ALL),
coded AS (
    SELECT
        *, district_code(raw_ubigeo) AS code,
        is_called(raw_district, raw_province, $district, $province) AS ours,
        plain_words(raw_district) IS NULL AS unnamed
    FROM raws
)
SELECT
    raw_ubigeo, raw_district, raw_province,
    CASE WHEN ours THEN $ubigeo ELSE code END AS ubigeo,
    $all_districts OR ours OR coalesce(code = $ubigeo, unnamed) AS belongs,
    CASE
        WHEN code IS NULL
            THEN 'ubigeo_not_district'
        WHEN ours AND code <> $ubigeo
            THEN 'ubigeo_other_code'
    END AS reason,
    $ubigeo AS detail
FROM coded;

CREATE OR REPLACE TEMP TABLE file_modalities AS
WITH raws AS (SELECT modality AS raw_modality FROM received GROUP BY ALL)
SELECT
    r.raw_modality,
    CASE WHEN plain_words(r.raw_modality) LIKE 'violencia contra la mujer%' THEN true ELSE any_value(k.subject) = 'yes' END AS subject
FROM raws AS r
LEFT JOIN codes AS k ON plain_words(k.modality) = plain_words(r.raw_modality)
GROUP BY r.raw_modality;

CREATE OR REPLACE TEMP TABLE file_counts AS
WITH raws AS (SELECT count AS raw_count FROM received GROUP BY ALL)
SELECT raw_count, whole(raw_count) AS count FROM raws;
