-- Places named in a delivery, each spelling once.
SELECT raw FROM raw_values WHERE field = 'place' AND tidy(raw) IS NOT NULL ORDER BY raw;
