-- Question: which temporary tables does this connection hold? Grain: a table. Parameters: none.
SELECT table_name FROM duckdb_tables() WHERE temporary ORDER BY table_name;
