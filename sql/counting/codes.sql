-- Question: which categories may a dimension have, of whatever source or district? Grain: dimension and code.
SELECT dimension, code, min(position) AS position FROM categories GROUP BY ALL ORDER BY dimension, position, code;
