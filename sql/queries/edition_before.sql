-- Question: which edition came before this one, and when? Grain: one row, or none for the first edition. Parameters: none.
SELECT edition, published_at FROM editions ORDER BY edition DESC LIMIT 1 OFFSET 1;
