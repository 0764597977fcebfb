-- Question: what did the last edition say of the district, beside its counts? Grain: one protected cell;
-- none where it was protected by another rule. Parameter: $ubigeo.
SELECT * FROM previous_truth WHERE ubigeo = $ubigeo;
