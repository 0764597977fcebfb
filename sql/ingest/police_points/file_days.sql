-- What each date of the file is, in the order decided for it; `reason` says why it can't be taken.
-- Parameters: $date_order, $today.
CREATE OR REPLACE TEMP TABLE file_days AS
WITH days AS (SELECT raw, read_date(raw, $date_order) AS day FROM date_values)
SELECT
    raw, day,
    CASE
        WHEN day IS NULL THEN 'date_unreadable'
        WHEN day > $today THEN 'date_future'
        WHEN year(day) < 1990 THEN 'date_too_old'
    END AS reason
FROM days;
