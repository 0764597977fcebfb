-- What each date of the file is, in the order decided for it; `reason` says why it can't be taken.
-- `written_day`: as it stands, whatever zone its hour states. Parameters: $date_order, $time_zone, $today.
CREATE OR REPLACE TEMP TABLE file_days AS
WITH days AS (
    SELECT raw, read_date(raw, $date_order, $time_zone) AS day, written_day(raw, $date_order) AS written_day FROM date_values
)
SELECT
    raw, day, coalesce(written_day, day) AS written_day,
    CASE
        WHEN day IS NULL THEN 'date_unreadable'
        WHEN day > $today THEN 'date_future'
        WHEN year(day) < 1990 THEN 'date_too_old'
    END AS reason
FROM days;
