-- Question: what does the audit judge? Grain: one protected cell of the district, beside its count.
-- Parameter: $ubigeo.
SELECT rowid AS cell, * FROM truth WHERE ubigeo = $ubigeo ORDER BY rowid;
