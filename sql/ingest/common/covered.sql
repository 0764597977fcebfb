-- What the delivery answers for from now on (given as JSON rows: office, month). Rows of ours beyond it go
-- back to their sector. Parameters: $covers.
CREATE OR REPLACE TEMP TABLE covered AS
SELECT DISTINCT r ->> 0 AS service, (r ->> 1)::DATE AS month
FROM (SELECT unnest(json_extract($covers::JSON, '$[*]')) AS r);

CREATE OR REPLACE TEMP TABLE outside AS
SELECT * FROM staged_months WHERE own AND (service, month) NOT IN (SELECT (service, month) FROM covered);

UPDATE staged SET refused = true WHERE row_number IN (SELECT row_number FROM outside);
INSERT INTO staged_problems BY NAME
SELECT row_number, field, strftime(month, '%Y-%m') AS value, 'outside_months' AS reason FROM outside;
