-- How the corrected rows fared within the delivery that they complete: accepted, refused, left out.
SELECT
    count(*) FILTER (WHERE s.belongs AND NOT s.refused) AS accepted,
    count(*) FILTER (WHERE s.belongs AND s.refused) AS refused,
    count(*) FILTER (WHERE NOT s.belongs) AS left_out
FROM staged AS s
WHERE s.row_number - 1 IN (SELECT file_row_number FROM newest_fixes);
