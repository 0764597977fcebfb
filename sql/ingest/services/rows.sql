-- The rows of a directory as they were delivered, for the checks that need geometry.
SELECT file_row_number + 1 AS row_number, name, kind, latitude, longitude, hours, telephone, source
FROM received
ORDER BY row_number;
