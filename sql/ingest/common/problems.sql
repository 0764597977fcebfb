-- Problems of the staged rows that are refused, in the file's order; `reason` is a code of data/reference/reasons.csv.
SELECT row_number, field, value, reason, detail FROM staged_problems ORDER BY row_number, field;
