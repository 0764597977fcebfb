-- Each row of the file with what its values mean, whether it concerns us, and whether it is refused.
CREATE OR REPLACE TEMP TABLE staged AS
SELECT
    r.file_row_number + 1 AS row_number,
    d.day, v.service, v.ubigeo,
    CASE WHEN v.point_state = 'punto' THEN v.zone ELSE z.zone END AS zone,
    CASE WHEN v.point_state = 'punto' AND v.zone IS NOT NULL THEN 'punto' ELSE coalesce(z.quality, 'ninguna') END::geocode_name AS geocode_quality,
    v.file_row_number IS NOT NULL AS belongs,
    v.file_row_number IS NOT NULL
        AND (d.day IS NULL OR d.reason IS NOT NULL OR v.service IS NULL OR v.ubigeo_reason IS NOT NULL) AS refused,
    -- What makes the row this record and no other, version 1: the moment to the minute, the stations, the place,
    -- as they were first read. It stays as it is.
    concat_ws('|', 'police_points', strftime(d.written_day, '%Y-%m-%d'),
        coalesce(lpad(nullif(regexp_extract(v.event_time, '(\d{1,2}:\d{2})', 1), ''), 5, '0'), ''),
        coalesce(regexp_extract(lower(v.event_time), '([ap])\.? ?m', 1), ''),
        v.ubigeo, v.service, coalesce(plain_words(v.station_registered), ''),
        -- (What seems wrong with a point that is in no zone is no part of it.)
        CASE WHEN v.point_state IN ('cambiadas', 'sin_signo', 'utm') THEN 'fuera' ELSE coalesce(v.point_state, '') END, coalesce(v.zone, ''), coalesce(plain_words(v.place), '')) AS identity
FROM received AS r
LEFT JOIN relevant AS v ON v.file_row_number = r.file_row_number
LEFT JOIN file_days AS d ON d.raw = v.event_time
LEFT JOIN places AS z ON z.raw = v.place AND without_event_point(v.point_state);
