-- What an edition holds: cells, protected cells, published tables.
SELECT
    (SELECT count(*) FROM cells),
    (SELECT count(*) FROM cells WHERE value IS NULL),
    (SELECT count(*) FROM tables WHERE state = 'publico');
