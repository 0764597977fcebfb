-- What each municipality answered for each matter of its edition. A matter without record has either
-- a reason (no answer, or one that contradicts itself) or was not asked in that edition.
-- Parameters: $asked (the question fields that the edition has).
CREATE OR REPLACE TEMP TABLE violence_matters AS SELECT * FROM violence_new;

CREATE OR REPLACE TEMP TABLE staged_counts AS
WITH counts AS (
    FROM (SELECT file_row_number, COLUMNS('^count_') FROM received)
    UNPIVOT INCLUDE NULLS (raw FOR field IN (* EXCLUDE (file_row_number)))
),
questions AS (
    FROM (SELECT file_row_number, COLUMNS('^attended_') FROM received)
    UNPIVOT INCLUDE NULLS (raw FOR field IN (* EXCLUDE (file_row_number)))
),
answers AS (
    SELECT
        c.file_row_number + 1 AS row_number,
        substr(c.field, length('count_') + 1) AS matter,
        c.field, c.raw, clean(c.raw) AS code, try_cast(clean(c.raw) AS INTEGER) AS said,
        clean(q.raw) AS attended, list_contains($asked, q.field) AS asked
    FROM counts AS c
    JOIN questions AS q
        ON q.file_row_number = c.file_row_number
        AND substr(q.field, length('attended_') + 1) = substr(c.field, length('count_') + 1)
)
SELECT
    row_number, matter, field, raw,
    matter IN (SELECT v.matter FROM violence_matters AS v) AS violence,
    CASE WHEN attended IN ('0', '2') AND code IS NULL THEN 0 ELSE said END AS count,
    CASE
        WHEN attended NOT IN ('0', '1', '2') THEN 'attended_unknown'
        WHEN code IS NOT NULL AND coalesce(said, -1) NOT BETWEEN 0 AND 1000000 THEN 'cases_not_whole'
        WHEN attended IN ('0', '2') AND said > 0 THEN 'cases_denied'
        WHEN attended = '1' AND code IS NULL THEN 'cases_not_told'
        WHEN asked AND attended IS NULL AND code IS NULL THEN 'cases_not_answered'
        WHEN attended = '1' AND said = 0 THEN 'cases_zero'
    END AS reason
FROM answers;
