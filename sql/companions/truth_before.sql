-- Question: what did the last editions say of the district, beside their counts? Grain: an edition's
-- protected cell, with the threshold and base that it was protected by; none of what was synthetic and is
-- real now. Parameter: $ubigeo.
SELECT e.* FROM earlier_truth AS e
ANTI JOIN begun_anew AS b USING (source)
WHERE e.ubigeo = $ubigeo
ORDER BY e.edition;
