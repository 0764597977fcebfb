-- The used columns of each refused row, as they were delivered.
SELECT file_row_number + 1 AS row_number, * EXCLUDE (file_row_number)
FROM received
WHERE file_row_number + 1 IN (SELECT row_number FROM staged_problems)
ORDER BY row_number;
