-- Question: which editions were published, and from what? Grain: one edition, the newest first. Parameters: none.
SELECT edition, published_at, inputs, cells, protected, tables, threshold, base FROM editions ORDER BY edition DESC;
