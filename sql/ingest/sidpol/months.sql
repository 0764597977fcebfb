-- The month of each row of a SIDPOL file, of whatever district: a month of the others without ours is zero.
CREATE OR REPLACE TEMP TABLE staged_months AS
SELECT row_number, 'SIDPOL' AS service, month, 'month' AS field, belongs AND NOT refused AS own
FROM staged
WHERE month IS NOT NULL;
