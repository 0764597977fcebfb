-- A rounded value lies less than the base from the count that it stands for. Parameter: $base.
SELECT c.source, c.table_id, c.year, c.value, n.n
FROM cells AS c
JOIN catalogue AS t ON t.source = c.source AND t.measure = c.measure AND t.table_id = c.table_id
JOIN counts AS n ON n.ubigeo = c.ubigeo AND n.source = c.source AND n.measure = c.measure AND n.year = c.year AND n.mask = t.mask
WHERE c.table_id IN ('total', 'month') AND c.note = 'redondeado'
    AND n.month IS NOT DISTINCT FROM c.month AND abs(c.value - n.n) >= $base;
