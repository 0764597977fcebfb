-- Question: which editions have been published? Grain: one edition, newest first. Parameters: none.
SELECT edition, published_at, cells, protected, tables, threshold, base FROM editions ORDER BY edition DESC;
