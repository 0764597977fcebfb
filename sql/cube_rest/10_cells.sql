-- The published cells of the protected sources. Parameter: $edition.
INSERT INTO cells BY NAME
SELECT $edition AS edition, * EXCLUDE (
    dimensions, n, cell_key, value_1, value_2, value_4, times, told, said, said_n, said_persons, said_key
) FROM truth;
