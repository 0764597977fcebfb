-- What each delivered point is worth, from view `points`: its coordinates as numbers, or why it has none.
-- «centroide»: the station's own place, whatever the coordinates say.
CREATE OR REPLACE TEMP VIEW coordinates AS
WITH texts AS (
    SELECT
        file_row_number,
        replace(nullif(trim(latitude), ''), ',', '.') AS y,
        replace(nullif(trim(longitude), ''), ',', '.') AS x,
        coalesce(plain_words(coordinate_state) = 'sin coordenada' OR plain_words(remark) LIKE 'geo forzada%', false) AS forced
    FROM points
)
SELECT
    file_row_number,
    try_cast(y AS DOUBLE) AS latitude,
    try_cast(x AS DOUBLE) AS longitude,
    CASE
        WHEN forced THEN 'centroide'
        WHEN y IS NULL AND x IS NULL THEN 'sin_coordenada'
        WHEN coalesce(isfinite(try_cast(y AS DOUBLE)) AND isfinite(try_cast(x AS DOUBLE)), false) THEN 'punto'
        ELSE 'ilegible'
    END AS point_state
FROM texts
ORDER BY file_row_number;
