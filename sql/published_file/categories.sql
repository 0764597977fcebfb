-- Question: which categories do not stand where their name, or the vocabulary (view vocabulary_csv), puts them?
-- An order by frequency would tell which are small. Grain: a category. Parameters: none.
WITH placed AS (
    SELECT
        c.source, c.dimension, c.code, c.position, v.position::INTEGER AS known_position,
        row_number() OVER (PARTITION BY c.source, c.dimension ORDER BY c.code) AS by_name
    FROM categories AS c
    LEFT JOIN memory.vocabulary_csv AS v ON v.dimension = c.dimension AND v.code = c.code
    WHERE c.dimension <> 'zone' OR c.ubigeo IS NOT NULL
)
SELECT source, dimension, code FROM placed WHERE position <> coalesce(known_position, by_name) ORDER BY ALL;
