-- Question: where are the zones? Grain: one zone. Parameters: $ubigeo.
SELECT zone, name, geometry, kind FROM zones WHERE ubigeo = $ubigeo ORDER BY zone;
