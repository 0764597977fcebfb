-- A published cell is protected (no value), exact (a closed year's total), rounded to the base (or to twice or
-- four times as much, beside a cell that must not follow), or an
-- open figure; never anything else. Parameters: $threshold, $base.
SELECT source, table_id, year, value, kind, step
FROM cells
WHERE NOT CASE kind
    WHEN 'exact' THEN value >= $threshold AND table_id = 'total'
    WHEN 'rounded' THEN value >= $threshold AND value % step = 0 AND step IN ($base, 2 * $base, 4 * $base)
    WHEN 'open' THEN value >= 0
    WHEN 'inferred' THEN value = 0
    ELSE value IS NULL
END
    OR kind <> 'rounded' AND step IS NOT NULL;
