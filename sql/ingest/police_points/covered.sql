-- A file answers for every station of its accepted rows, in every month from the first to the last of all its rows.
CREATE OR REPLACE TEMP TABLE covered AS
WITH span AS (
    SELECT date_trunc('month', min(day))::DATE AS first_month, date_trunc('month', max(day))::DATE AS last_month
    FROM file_days WHERE reason IS NULL
)
SELECT DISTINCT s.service, m.month::DATE AS month
FROM (SELECT DISTINCT service FROM staged WHERE belongs AND NOT refused) AS s,
    span, unnest(generate_series(span.first_month, span.last_month, INTERVAL 1 MONTH)) AS m (month);
