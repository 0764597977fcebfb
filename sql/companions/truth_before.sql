-- Question: what did the last edition say of the district, beside its counts? Grain: one protected cell;
-- none where it was protected by another rule, or was synthetic and is real now. Parameter: $ubigeo.
SELECT p.* FROM previous_truth AS p
ANTI JOIN begun_anew AS b USING (source)
WHERE p.ubigeo = $ubigeo;
