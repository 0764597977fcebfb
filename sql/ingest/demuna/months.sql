-- The month of each case of a DEMUNA register; `own`: it is taken in.
CREATE OR REPLACE TEMP TABLE staged_months AS
SELECT row_number, 'DEMUNA' AS service, date_trunc('month', day)::DATE AS month, 'intake_date' AS field, NOT refused AS own
FROM staged
WHERE day_reason IS NULL;
