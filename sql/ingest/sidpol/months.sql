-- The month of each row of a SIDPOL file, of whatever district: a month of the others without ours is zero,
-- but for those before the first row that a district of ours ever had (`first_rows`).
CREATE OR REPLACE TEMP TABLE staged_months AS
WITH ours AS (
    SELECT min(month) AS month FROM first_rows WHERE ubigeo IN (SELECT ubigeo FROM staged WHERE belongs AND NOT refused)
)
SELECT s.row_number, 'SIDPOL' AS service, s.month, 'month' AS field, s.belongs AND NOT s.refused AS own
FROM staged AS s, ours AS o
WHERE s.month IS NOT NULL AND s.month >= coalesce(o.month, s.month);
