-- Question: what do we hold of each source? Grain: one source with deliveries. Parameters: $ubigeo, $sources.
SELECT s.* FROM sources AS s
WHERE s.source IN (SELECT c.source FROM cells AS c WHERE c.ubigeo = $ubigeo)
ORDER BY list_position($sources, s.source);
