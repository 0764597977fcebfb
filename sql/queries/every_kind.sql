-- Question: how many complaints of every kind does an open source print of each year, as context? Grain: year. Parameters: $ubigeo, $source.
SELECT c.year, c.value
FROM cells AS c
JOIN sources AS s ON s.source = c.source
WHERE c.ubigeo = $ubigeo AND c.source = $source AND c.measure = 'denuncia_total' AND c.table_id = 'total' AND NOT s.protected
ORDER BY c.year;
