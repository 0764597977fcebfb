-- Why each refused row is refused: row, field, value, reason.
CREATE OR REPLACE TEMP TABLE staged_problems AS
SELECT v.file_row_number + 1 AS row_number, 'event_time' AS field, v.event_time AS value, coalesce(d.reason, 'falta la fecha del hecho') AS reason
FROM relevant AS v LEFT JOIN file_days AS d ON d.raw = v.event_time
WHERE d.raw IS NULL OR d.reason IS NOT NULL
UNION ALL
SELECT file_row_number + 1, 'station_event', NULL, 'falta la comisaría del hecho o la que registró'
FROM relevant WHERE service IS NULL
UNION ALL
SELECT file_row_number + 1, 'ubigeo', raw_ubigeo, ubigeo_reason
FROM relevant WHERE ubigeo_reason IS NOT NULL;
