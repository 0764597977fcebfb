-- Question: which edition is this and by what rule is it protected? Grain: one row. Parameters: none.
SELECT edition, published_at, cells, protected, tables, threshold, base FROM editions ORDER BY edition DESC LIMIT 1;
