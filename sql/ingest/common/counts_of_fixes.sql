-- How the corrected rows fared within the delivery that they complete: accepted, refused.
SELECT
    count(*) FILTER (WHERE s.belongs AND NOT s.refused) AS accepted,
    count(*) FILTER (WHERE s.refused OR NOT s.belongs) AS refused
FROM staged AS s
WHERE s.row_number - 1 IN (SELECT file_row_number FROM newest_fixes);
