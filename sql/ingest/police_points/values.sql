-- Places to be located: only of the points of ours that came without coordinates that can be read. The
-- name of the neighbourhood of a forced point is not used: no forced point may reach a zone.
CREATE OR REPLACE TEMP TABLE raw_values AS
SELECT 'place' AS field, place AS raw, count(*) AS rows
FROM relevant
WHERE coalesce(point_state, 'ilegible') IN ('sin_coordenada', 'ilegible')
GROUP BY ALL;
