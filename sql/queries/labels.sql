-- Question: what is each category called? Grain: dimension and code, in order of display. Parameters: $ubigeo.
SELECT dimension, code, min(label) FROM categories
WHERE ubigeo IS NULL OR ubigeo = $ubigeo
GROUP BY dimension, code
ORDER BY dimension, min(position), code;
