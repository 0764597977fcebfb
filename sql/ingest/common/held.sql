-- What the registry counts now in the months and offices that the staged delivery answers for, where another
-- delivery does; `demonstration`: that other one is a demonstration. Parameters: $source.
CREATE OR REPLACE TEMP TABLE held AS
SELECT p.service, p.month, d.demonstration, r.measure, coalesce(sum(r.count), 0)::BIGINT AS count
FROM delivery_periods AS p
JOIN covered AS c ON c.service = p.service AND c.month = p.month
JOIN deliveries AS d ON d.delivery = p.delivery
LEFT JOIN records AS r
    ON r.source = p.source AND r.service = p.service AND r.year = year(p.month)
    AND coalesce(r.month, 1) = month(p.month)
WHERE p.source = $source::source_name
GROUP BY ALL;
