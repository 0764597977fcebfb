-- Lines of the CSV just read that do not have the columns of its header: line number, reason in words
-- (NULL: the line is blank and no row at all), and whether the file was cut in it, its last line.
-- Parameters: $size (bytes of the file).
SELECT
    line::BIGINT AS line,
    CASE
        WHEN bool_and(trim(csv_line, E' \t\r\n\x1a') = '') THEN NULL
        WHEN any_value(error_type) = 'MISSING COLUMNS' THEN 'la fila tiene menos columnas que el encabezado'
        WHEN any_value(error_type) = 'TOO MANY COLUMNS' THEN 'la fila tiene más columnas que el encabezado'
        WHEN any_value(error_type) = 'UNQUOTED VALUE' THEN 'la fila tiene comillas mal puestas o sin cerrar'
        ELSE 'la fila no se puede leer'
    END AS reason,
    max(line_byte_position + strlen(csv_line)) >= $size - 2
        AND any_value(error_type) IN ('MISSING COLUMNS', 'UNQUOTED VALUE')
        AND bool_and(trim(csv_line, E' \t\r\n\x1a') <> '') AS cut
FROM reject_errors
GROUP BY line
ORDER BY line;
