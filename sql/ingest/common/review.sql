-- Places that a person has to look at: unknown or ambiguous names, how often they came.
INSERT INTO places_review
SELECT $delivery, p.shown, sum(v.rows)::BIGINT, any_value(p.nearest), max(p.score), any_value(p.reason)
FROM places AS p
JOIN raw_values AS v ON v.field = 'place' AND v.raw = p.raw
WHERE p.reason IS NOT NULL
GROUP BY p.shown;
