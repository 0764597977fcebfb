-- The month of each row under its station, of whatever subject: a month of the others without one of ours
-- is zero. `own`: the row is taken in.
CREATE OR REPLACE TEMP TABLE staged_months AS
SELECT
    r.file_row_number + 1 AS row_number, station_of(r.station_event, r.station_registered) AS service,
    date_trunc('month', d.day)::DATE AS month, 'event_time' AS field, s.belongs AND NOT s.refused AS own
FROM received AS r
JOIN file_days AS d ON d.raw = r.event_time AND d.reason IS NULL
JOIN staged AS s ON s.row_number = r.file_row_number + 1
WHERE station_of(r.station_event, r.station_registered) IS NOT NULL;
