-- A register answers for every month from its first case to its last: a month between without cases is zero.
CREATE OR REPLACE TEMP TABLE covered AS
WITH span AS (
    SELECT date_trunc('month', min(day))::DATE AS first_month, date_trunc('month', max(day))::DATE AS last_month
    FROM staged WHERE NOT refused
)
SELECT 'DEMUNA' AS service, m.month::DATE AS month
FROM span, unnest(generate_series(span.first_month, span.last_month, INTERVAL 1 MONTH)) AS m (month)
WHERE span.first_month IS NOT NULL;
