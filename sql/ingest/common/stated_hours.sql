-- Of the dates of a file (view `date_values`) that state the zone of their hour: in how many rows they stand,
-- one of them, and whether all their hours are midnight.
SELECT coalesce(sum(rows), 0)::BIGINT, min(trim(raw)), coalesce(bool_and(seconds = 0), false)
FROM (
    SELECT raw, rows, CASE WHEN epoch_of(raw) IS NOT NULL THEN epoch(epoch_of(raw))::BIGINT % 86400 ELSE seconds_of(stated_hour(raw)) END AS seconds
    FROM date_values
    WHERE epoch_of(raw) IS NOT NULL OR stated_hour(raw).zone <> ''
);
