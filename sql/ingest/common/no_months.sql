-- For sources that tell of no months.
CREATE OR REPLACE TEMP TABLE staged_months (row_number BIGINT, service VARCHAR, month DATE, field VARCHAR, own BOOLEAN);
