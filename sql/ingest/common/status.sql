-- Per source with deliveries: how many records (or rows of its table), whether they are demonstration data, months.
WITH held AS (
    SELECT source::VARCHAR AS source, demonstration FROM records
    UNION ALL SELECT 'population', demonstration FROM population
    UNION ALL SELECT 'published', false FROM published_figures
    UNION ALL SELECT 'zones', false FROM zones
    UNION ALL SELECT 'services', false FROM services
),
totals AS (
    SELECT source, count(*) AS records, bool_or(demonstration) AS demonstration FROM held GROUP BY source
),
months AS (
    SELECT source::VARCHAR AS source, min(month) AS first_month, max(month) AS last_month FROM delivery_periods GROUP BY ALL
)
SELECT
    d.source::VARCHAR, coalesce(any_value(t.records), 0), coalesce(any_value(t.demonstration), false),
    strftime(any_value(m.first_month), '%Y-%m'), strftime(any_value(m.last_month), '%Y-%m')
FROM deliveries AS d
LEFT JOIN totals AS t ON t.source = d.source::VARCHAR
LEFT JOIN months AS m ON m.source = d.source::VARCHAR
GROUP BY d.source
ORDER BY d.source;
