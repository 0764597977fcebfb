-- A file answers for every CEM that it names, in every month from its first to its last.
CREATE OR REPLACE TEMP TABLE covered AS
WITH span AS (
    SELECT date_trunc('month', min(day))::DATE AS first_month, date_trunc('month', max(day))::DATE AS last_month
    FROM lookups WHERE field = 'intake_date' AND reason IS NULL
)
SELECT DISTINCT s.name AS service, m.month::DATE AS month
FROM service_names AS s, span, unnest(generate_series(span.first_month, span.last_month, INTERVAL 1 MONTH)) AS m (month)
WHERE s.name IS NOT NULL AND span.first_month IS NOT NULL;
