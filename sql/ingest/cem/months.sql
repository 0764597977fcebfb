-- The month of each row of a CEM file, under the CEM that attended; `own`: the row is taken in. A row that
-- goes back to its sector shows too that the file tells of its month.
CREATE OR REPLACE TEMP TABLE staged_months AS
SELECT row_number, service, date_trunc('month', day)::DATE AS month, 'intake_date' AS field, belongs AND NOT refused AS own
FROM staged
WHERE day IS NOT NULL AND service IS NOT NULL;
