-- The distinct values of the places and the days of a DEMUNA delivery, with how many rows have each.
CREATE OR REPLACE TEMP TABLE raw_values AS
SELECT 'intake_date' AS field, intake_date AS raw, count(*) AS rows FROM received GROUP BY ALL
UNION ALL SELECT 'place', place, count(*) FROM received GROUP BY ALL;

CREATE OR REPLACE TEMP VIEW date_values AS
SELECT raw, rows FROM raw_values WHERE field = 'intake_date' AND clean(raw) IS NOT NULL;

-- Each case with the sheet that it comes from; rows of the sheet that are no case have nothing.
-- (Registers without a code of the person have no such column in the archive.)
CREATE OR REPLACE TEMP VIEW cases AS
SELECT
    file_row_number + 1 AS row_number, intake_date, age, sex, matter, place, person_code, sheet_row,
    coalesce(regexp_extract(sheet_row, '^hoja (.*), fila \d+$', 1), '') AS sheet
FROM (FROM received UNION ALL BY NAME SELECT NULL::VARCHAR AS person_code WHERE false)
WHERE coalesce(intake_date, age, sex, matter, place) IS NOT NULL;
