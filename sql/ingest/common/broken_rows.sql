-- Lines of the CSV just read that do not have the columns of its header: line number, its reason (a code)
-- (NULL: the line is blank and no row at all), and whether the file was cut in it, its last line.
-- Parameters: $size (bytes of the file).
SELECT
    line::BIGINT AS line,
    CASE
        WHEN bool_and(trim(csv_line, E' \t\r\n\x1a') = '') THEN NULL
        WHEN any_value(error_type) = 'MISSING COLUMNS' THEN 'line_short'
        WHEN any_value(error_type) = 'TOO MANY COLUMNS' THEN 'line_long'
        WHEN any_value(error_type) = 'UNQUOTED VALUE' THEN 'line_quotes'
        ELSE 'line_unreadable'
    END AS reason,
    max(line_byte_position + strlen(csv_line)) >= $size - 2
        AND any_value(error_type) IN ('MISSING COLUMNS', 'UNQUOTED VALUE')
        AND bool_and(trim(csv_line, E' \t\r\n\x1a') <> '') AS cut
FROM reject_errors
GROUP BY line
ORDER BY line;
