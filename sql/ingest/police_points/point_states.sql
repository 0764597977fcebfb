-- How many points of ours are of each kind: only a «punto» has a zone by its coordinates.
SELECT coalesce(point_state, 'ilegible') AS point_state, count(*) AS points FROM relevant GROUP BY ALL ORDER BY ALL;
