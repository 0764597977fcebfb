-- Places to be located: of the points of ours that came without coordinates of the event that can be read.
-- Those of a forced point are the station's, so its neighbourhood says where it was.
CREATE OR REPLACE TEMP TABLE raw_values AS
SELECT 'place' AS field, place AS raw, count(*) AS rows
FROM relevant
WHERE without_event_point(point_state)
GROUP BY ALL;
