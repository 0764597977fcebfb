-- Lines of the CSV just read that do not have the columns of its header: line number, its reason (a code;
-- NULL: the line is blank and no row at all).
SELECT
    line::BIGINT AS line,
    CASE
        WHEN bool_and(trim(csv_line, E' \t\r\n\x1a') = '') THEN NULL
        WHEN any_value(error_type) = 'MISSING COLUMNS' THEN 'line_short'
        WHEN any_value(error_type) = 'TOO MANY COLUMNS' THEN 'line_long'
        WHEN any_value(error_type) = 'UNQUOTED VALUE' THEN 'line_quotes'
        ELSE 'line_unreadable'
    END AS reason
FROM reject_errors
GROUP BY line
ORDER BY line;
