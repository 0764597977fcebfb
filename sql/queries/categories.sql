-- Question: which categories has a source's dimension? Grain: one category, in order. Parameters: $ubigeo, $source, $dimension.
SELECT code, label FROM categories
WHERE (ubigeo IS NULL OR ubigeo = $ubigeo) AND source = $source AND dimension = $dimension
ORDER BY position, code;
