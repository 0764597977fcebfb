-- The published cells of the protected sources. Parameter: $edition.
INSERT INTO cells BY NAME
SELECT $edition AS edition, * EXCLUDE (dimensions, n, cell_key, value_2, value_4, settled) FROM truth;
