-- Question: how many cells does each of the two editions have, of the sources that are judged? Grain: one row. Parameters: none.
SELECT
    (SELECT count(*) FROM shown.cells AS c SEMI JOIN judged AS j ON j.source = c.source),
    (SELECT count(*) FROM made.cells AS c SEMI JOIN judged AS j ON j.source = c.source);
