-- Question: how many bytes must the file have that is open? Three headers of 4 KiB, then its blocks. Grain: one row.
SELECT 3 * 4096 + total_blocks * block_size FROM pragma_database_size();
