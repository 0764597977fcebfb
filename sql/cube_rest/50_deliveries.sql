-- What is told of the deliveries themselves: of each month, when it was due, when it came, whether
-- late or in the place of another; and why rows went back to their sector, in classes of reasons.
-- A month that this edition counts as it was before tells nothing of the delivery that waits.
-- Parameter: $due (JSON: source -> day of the month).
UPDATE coverage
SET due = least(
    (make_date(year, month, 1) + INTERVAL 1 MONTH + to_days(json_extract_string($due, '$.' || source)::INTEGER - 1))::DATE,
    last_day((make_date(year, month, 1) + INTERVAL 1 MONTH)::DATE))
WHERE state <> 'sin registro' AND json_extract_string($due, '$.' || source) IS NOT NULL;

WITH answering AS (
    SELECT p.source::VARCHAR AS source, p.month, p.delivery, d.received_at::DATE AS received, d.demonstration
    FROM registry.delivery_periods AS p
    JOIN registry.deliveries AS d USING (delivery)
    WHERE (p.source::VARCHAR, p.service, p.month) IN (SELECT (source, service, month) FROM accepted_periods)
        AND (p.source::VARCHAR, year(p.month)) NOT IN (SELECT (source, year) FROM late_years WHERE NOT accepted)
),
-- A corrected report completes its delivery and replaces none; real data does not replace a demonstration.
arrived AS (
    SELECT delivery, source::VARCHAR AS source, demonstration, received_at::DATE AS received, first_month, last_month
    FROM registry.deliveries
    WHERE state <> 'retirada' AND completes IS NULL AND first_month IS NOT NULL
),
begun AS (
    SELECT source, demonstration, min(received) AS since FROM arrived GROUP BY ALL
),
months AS (
    SELECT
        a.source, a.month, max(a.received) AS received, max(a.delivery) AS latest, list(DISTINCT a.delivery) AS deliveries,
        any_value(a.demonstration) AS demonstration
    FROM answering AS a
    GROUP BY ALL
),
told AS (
    SELECT
        m.source, m.month, any_value(m.received) AS received, min(e.received) AS first_received, any_value(b.since) AS since,
        bool_or(e.delivery < m.latest AND NOT list_contains(m.deliveries, e.delivery)) AS replaced
    FROM months AS m
    JOIN begun AS b USING (source, demonstration)
    JOIN arrived AS e ON e.source = m.source AND e.demonstration = m.demonstration AND m.month BETWEEN e.first_month AND e.last_month
    GROUP BY m.source, m.month
)
UPDATE coverage
SET received = t.received,
    replaced = t.replaced,
    late = coalesce(t.first_received > due AND due > t.since, false)
FROM told AS t
WHERE t.source = coverage.source AND t.month = make_date(coverage.year, coverage.month, 1)
    AND coverage.state IN ('recibido', 'parcial');

INSERT INTO refusals
WITH refused AS (
    SELECT
        d.source::VARCHAR AS source, s.protected, q.delivery, q.row_number, c.label AS reason
    FROM registry.refused_rows AS q
    JOIN registry.deliveries AS d ON d.delivery = q.delivery AND d.state = 'vigente'
    JOIN registry.sources AS s ON s.source = d.source
    JOIN reasons_csv AS r ON r.code = q.code
    JOIN reason_classes_csv AS c ON c.class = r.class
    WHERE q.row_number IS NOT NULL
),
counted AS (
    SELECT source, protected, reason, count(DISTINCT (delivery, row_number)) AS rows FROM refused GROUP BY ALL
)
SELECT source, reason, CASE WHEN NOT protected THEN rows WHEN rows >= 10 THEN round(rows, -1)::BIGINT END
FROM counted
ORDER BY source, reason;
