-- One row per municipality: the row is refused when what it says of violence can't be taken, since
-- a sum without one of its matters would pass for the whole; another matter is only left out.
-- A municipality without DEMUNA, or that did not inform, is left out: that is missing, not zero.
-- Parameters: $ubigeo (the district), $all_districts.
CREATE OR REPLACE TEMP TABLE staged AS
WITH rows_of AS (
    SELECT
        file_row_number + 1 AS row_number,
        ubigeo AS raw_ubigeo, has_demuna AS raw_has_demuna, informed AS raw_informed,
        CASE WHEN regexp_matches(clean(ubigeo), '^\d{5,6}$') THEN lpad(clean(ubigeo), 6, '0') END AS code,
        clean(has_demuna) AS has_demuna, clean(informed) AS informed
    FROM received
),
judged AS (
    SELECT
        *,
        CASE
            WHEN code IS NULL OR substr(code, 3, 2) = '00' OR substr(code, 5, 2) = '00' OR code > '259999'
                THEN 'municipality_not_district'
            WHEN count(*) OVER (PARTITION BY code) > 1 THEN 'municipality_repeated'
        END AS ubigeo_reason,
        CASE WHEN has_demuna NOT IN ('0', '1', '2') THEN 'has_demuna_unknown' END AS has_reason,
        CASE WHEN informed NOT IN ('0', '1', '2') THEN 'informed_unknown' END AS informed_reason
    FROM rows_of
),
worst AS (
    SELECT row_number, bool_or(violence AND reason IS NOT NULL) AS violence_wrong FROM staged_counts GROUP BY row_number
)
SELECT
    j.row_number, j.code AS ubigeo, j.raw_ubigeo, j.raw_has_demuna, j.raw_informed,
    j.ubigeo_reason, j.has_reason, j.informed_reason,
    coalesce(j.has_demuna, '') = '1' AND coalesce(j.informed, '1') = '1' AS answered,
    j.ubigeo_reason IS NOT NULL AND j.code IS NULL OR (
        ($all_districts OR j.code = $ubigeo)
        AND (j.has_reason IS NOT NULL OR j.informed_reason IS NOT NULL
            OR coalesce(j.has_demuna, '') = '1' AND coalesce(j.informed, '1') = '1')
    ) AS belongs,
    j.ubigeo_reason IS NOT NULL OR j.has_reason IS NOT NULL OR j.informed_reason IS NOT NULL OR coalesce(w.violence_wrong, false) AS refused
FROM judged AS j
LEFT JOIN worst AS w USING (row_number);
