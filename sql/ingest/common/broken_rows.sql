-- Lines of the CSV just read that do not have the columns of its header: line number, reason in
-- words, and whether the line is the last of the file (then the file was cut).
SELECT
    line::BIGINT AS line,
    CASE any_value(error_type)
        WHEN 'MISSING COLUMNS' THEN 'la fila tiene menos columnas que el encabezado'
        WHEN 'TOO MANY COLUMNS' THEN 'la fila tiene más columnas que el encabezado'
        WHEN 'UNQUOTED VALUE' THEN 'la fila tiene comillas sin cerrar'
        ELSE 'la fila no se puede leer'
    END AS reason,
    max(line_byte_position + strlen(csv_line)) >= $size - 1 AS is_last
FROM reject_errors
GROUP BY line
ORDER BY line;
