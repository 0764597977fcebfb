-- Question: what do the tables and columns of a store hold? Grain: one column, in the order of the schema.
-- Parameters: none.
SELECT t.table_name, t.comment, c.column_name, c.data_type, NOT c.is_nullable, c.comment
FROM duckdb_columns() AS c
JOIN duckdb_tables() AS t ON t.table_oid = c.table_oid
WHERE NOT t.internal
ORDER BY t.table_oid, c.column_index;
