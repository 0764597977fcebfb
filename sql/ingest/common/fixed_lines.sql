-- Rows that the report just read corrects (counted from 0, as in the archive).
SELECT file_row_number FROM newest_fixes;
