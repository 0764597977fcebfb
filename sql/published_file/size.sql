-- Question: how many blocks has the file, and how many of them are free? Grain: one row. Parameters: none.
SELECT total_blocks, free_blocks, block_size FROM pragma_database_size() WHERE database_name = 'edition_file';
