-- Question: which figures were printed in reports about this district, its department or the country?
-- Grain: one printed figure. Parameters: $ubigeo.
SELECT
    source, ubigeo, table_name, year, first_month, last_month, dimension, category, value, unit, base, source_ref, note
FROM published_figures
WHERE ubigeo IN ($ubigeo, left($ubigeo, 2), '00')
ORDER BY ubigeo DESC, source, table_name, year, first_month, dimension, category, last_month, value, unit, base, source_ref, note;
