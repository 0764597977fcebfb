-- Months and offices of the corrected rows that are right now.
SELECT DISTINCT m.service, m.month
FROM staged_months AS m
WHERE m.own AND m.row_number - 1 IN (SELECT file_row_number FROM newest_fixes)
ORDER BY ALL;
