-- Question: which tables has the file of an edition? Grain: a table, in the order of their names. Parameters: none.
SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY table_name;
