-- A file answers for every month from its first to its last, over the rows of all districts. One
-- that has no row of ours answers for nothing: its silence is of another place, not a zero.
CREATE OR REPLACE TEMP TABLE covered AS
WITH span AS (SELECT min(month) AS first_month, max(month) AS last_month FROM staged)
SELECT 'SIDPOL' AS service, m.month::DATE AS month
FROM span, unnest(generate_series(span.first_month, span.last_month, INTERVAL 1 MONTH)) AS m (month)
WHERE EXISTS (SELECT 1 FROM staged WHERE belongs AND NOT refused);
