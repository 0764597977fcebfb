-- Months that the staged delivery covers, and which of them another delivery of the source held.
SELECT strftime(c.month, '%Y-%m') AS month, bool_or(p.delivery IS NOT NULL) AS replaced
FROM covered AS c
LEFT JOIN delivery_periods AS p ON p.source = $source::source_name AND p.service = c.service AND p.month = c.month
GROUP BY c.month
ORDER BY c.month;
