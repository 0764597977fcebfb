-- How many points of ours have no zone, neither by coordinates nor by neighbourhood, by what became of the point.
SELECT coalesce(r.point_state, 'ilegible') AS point_state, count(*) AS points
FROM relevant AS r
LEFT JOIN places AS z ON z.raw = r.place AND without_event_point(r.point_state)
WHERE r.zone IS NULL AND z.zone IS NULL
GROUP BY ALL
ORDER BY ALL;
