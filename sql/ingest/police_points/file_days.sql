-- What each date of the file is, in the order decided for it; `reason` says why it can't be taken.
-- Parameters: $date_order, $today.
CREATE OR REPLACE TEMP TABLE file_days AS
WITH days AS (SELECT raw, read_date(raw, $date_order) AS day FROM date_values)
SELECT
    raw, day,
    CASE
        WHEN day IS NULL THEN 'fecha imposible o que no se puede leer'
        WHEN day > $today THEN 'fecha futura'
        WHEN year(day) < 1990 THEN 'fecha demasiado antigua (antes de 1990)'
    END AS reason
FROM days;
