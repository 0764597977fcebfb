-- Question: how many people live in the district, or in a zone of it? Grain: year and kind of figure.
-- Parameters: $ubigeo, $zone (NULL: the whole district).
SELECT year, population AS persons, kind, source_ref
FROM population
WHERE ubigeo = $ubigeo AND zone IS NOT DISTINCT FROM $zone AND sex = 'total' AND age_group = 'total'
ORDER BY year, kind, source_ref, persons;
