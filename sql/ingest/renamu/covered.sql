-- An edition answers for one year, written as its first month; one without the district answers nothing.
-- Parameters: $year (the year that the edition reports), $ubigeo (the district), $all_districts.
CREATE OR REPLACE TEMP TABLE covered AS
SELECT 'RENAMU' AS service, make_date($year, 1, 1) AS month
WHERE $all_districts OR EXISTS (SELECT 1 FROM staged WHERE ubigeo = $ubigeo);
