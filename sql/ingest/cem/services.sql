-- Spellings of the attending CEMs in a delivery.
SELECT raw FROM raw_values WHERE field = 'service' AND clean(raw) IS NOT NULL ORDER BY raw;
