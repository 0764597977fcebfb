-- The published cells of the protected sources. Parameter: $edition.
INSERT INTO cells BY NAME
SELECT $edition AS edition, ubigeo, source, measure, table_id, year, codes, kind, step, value, stale_count FROM truth;
