-- Question: which categories have the dimensions of each source? Grain: source, dimension and category, in order. Parameters: $ubigeo.
SELECT source, dimension, code, label FROM categories
WHERE ubigeo IS NULL OR ubigeo = $ubigeo
ORDER BY source, dimension, position, code;
