-- Question: what was printed in reports? Grain: one printed figure.
-- Parameters: $source, $table_names (list), $area (ubigeo of 6, 2 digits or 00).
SELECT table_name, year, first_month, last_month, dimension, category, value, unit, base, source_ref, note
FROM published_figures
WHERE source = $source AND ubigeo = $area AND list_contains($table_names::VARCHAR[], table_name)
ORDER BY table_name, year, first_month, last_month, dimension, category, value, unit, base, source_ref, note;
