-- Question: what is in the file beside its tables? Grain: a view, macro, index, sequence or type. Parameters: none.
SELECT view_name AS name FROM duckdb_views() WHERE NOT internal AND database_name = 'edition_file'
UNION ALL
SELECT function_name FROM duckdb_functions() WHERE NOT internal AND database_name = 'edition_file'
UNION ALL
SELECT index_name FROM duckdb_indexes() WHERE database_name = 'edition_file'
UNION ALL
SELECT sequence_name FROM duckdb_sequences() WHERE database_name = 'edition_file'
UNION ALL
SELECT type_name FROM duckdb_types() WHERE NOT internal AND database_name = 'edition_file'
ORDER BY name;
