-- For sources that answer for no months.
CREATE OR REPLACE TEMP TABLE covered (service VARCHAR, month DATE);
