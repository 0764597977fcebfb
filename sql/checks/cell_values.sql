-- A published cell is protected (no value), exact (a closed year's total), rounded to the base (or to twice or
-- four times as much, beside a cell that must not follow), or an
-- open figure; never anything else. Parameters: $threshold, $base.
SELECT source, table_id, year, value, note
FROM cells
WHERE NOT CASE note
    WHEN 'menos de ' || $threshold::VARCHAR THEN value IS NULL
    WHEN 'menos de ' || $threshold::VARCHAR || ' personas' THEN value IS NULL
    WHEN 'exacto' THEN value >= $threshold AND table_id = 'total'
    WHEN 'redondeado' THEN value >= $threshold AND value % $base = 0
    WHEN 'redondeado a ' || (2 * $base)::VARCHAR THEN value >= $threshold AND value % (2 * $base) = 0
    WHEN 'redondeado a ' || (4 * $base)::VARCHAR THEN value >= $threshold AND value % (4 * $base) = 0
    WHEN 'publicado' THEN value >= 0
    WHEN 'cero inferido' THEN value = 0
    ELSE false
END;
