-- Each month that a delivery took over from another, office by office and measure by measure: how many cases
-- there were and how many there are now. Parameters: $source, $delivery.
WITH now AS (
    SELECT r.service, make_date(r.year, coalesce(r.month, 1), 1) AS month, r.measure, sum(r.count)::BIGINT AS count
    FROM records AS r
    WHERE r.source = $source::source_name AND r.delivery = $delivery
    GROUP BY ALL
),
taken AS (
    SELECT service, month, any_value(demonstration) AS demonstration FROM held GROUP BY service, month
),
counted AS (
    SELECT service, month, measure, count AS before, 0 AS after FROM held WHERE measure IS NOT NULL
    UNION ALL
    SELECT n.service, n.month, n.measure, 0, n.count FROM now AS n JOIN taken AS t USING (service, month)
)
SELECT
    b.service, strftime(b.month, '%Y-%m') AS month, b.measure, any_value(t.demonstration) AS demonstration,
    sum(b.before)::BIGINT AS before, sum(b.after)::BIGINT AS after
FROM counted AS b
JOIN taken AS t USING (service, month)
GROUP BY b.service, b.month, b.measure
ORDER BY b.month, b.service, b.measure;
