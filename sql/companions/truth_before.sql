-- Question: what did the last edition say of the district, beside its counts? Grain: one protected cell;
-- none where it was protected by another rule, or was synthetic and is real now. Parameter: $ubigeo.
SELECT e.* FROM earlier_truth AS e
ANTI JOIN begun_anew AS b USING (source)
WHERE e.ubigeo = $ubigeo AND e.edition = (SELECT max(edition) FROM earlier_truth);
