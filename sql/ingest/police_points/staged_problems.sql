-- Why each refused row is refused: row, field, value, reason, its detail.
CREATE OR REPLACE TEMP TABLE staged_problems AS
SELECT v.file_row_number + 1 AS row_number, 'event_time' AS field, v.event_time AS value, coalesce(d.reason, 'event_date_missing') AS reason, NULL AS detail
FROM relevant AS v LEFT JOIN file_days AS d ON d.raw = v.event_time
WHERE d.raw IS NULL OR d.reason IS NOT NULL
UNION ALL
SELECT file_row_number + 1, 'station_event', NULL, 'station_missing', NULL
FROM relevant WHERE service IS NULL
UNION ALL
SELECT file_row_number + 1, 'ubigeo', raw_ubigeo, ubigeo_reason, ubigeo_detail
FROM relevant WHERE ubigeo_reason IS NOT NULL;
