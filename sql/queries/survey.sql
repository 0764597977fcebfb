-- Question: what was printed of the surveys of women on the services? Grain: one printed figure. Parameters: $ubigeo.
SELECT table_name, year, dimension, category, value, unit, base, source_ref, note
FROM published_figures
WHERE source = 'encuesta' AND ubigeo = $ubigeo
ORDER BY table_name, source_ref, year, dimension, value DESC, category, unit, base, note;
