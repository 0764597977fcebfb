-- Question: which years does a source have? Grain: one year. Parameters: $ubigeo, $source.
SELECT DISTINCT year FROM cells WHERE ubigeo = $ubigeo AND source = $source ORDER BY year;
