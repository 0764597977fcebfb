-- Places whose zone is not known, the most frequent first: source, place, rows, most alike, reason.
SELECT d.source::VARCHAR, p.place, sum(p.rows)::BIGINT AS rows, any_value(p.nearest), any_value(p.reason)
FROM places_review AS p
JOIN deliveries AS d USING (delivery)
WHERE d.state = 'vigente'
GROUP BY d.source, p.place
ORDER BY rows DESC, p.place;
