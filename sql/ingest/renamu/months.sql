-- An edition tells of one year, written as its first month, when the district is in it: that it has no
-- DEMUNA, or did not inform, is told too.
-- Parameters: $year (the year that the edition reports), $ubigeo (the district), $all_districts.
CREATE OR REPLACE TEMP TABLE staged_months AS
SELECT row_number, 'RENAMU' AS service, make_date($year, 1, 1) AS month, 'ubigeo' AS field, true AS own
FROM staged
WHERE NOT refused AND ($all_districts OR ubigeo = $ubigeo);
