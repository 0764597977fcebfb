-- Problems of the staged rows that are refused, in the file's order.
SELECT row_number, field, value, reason FROM staged_problems ORDER BY row_number, field;
