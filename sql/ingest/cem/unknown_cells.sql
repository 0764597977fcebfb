-- Cells that are in no codebook, in rows of other districts: row (from 0, as in the archive), column.
WITH other AS (
    SELECT r.* FROM received AS r
    WHERE r.file_row_number + 1 IN (SELECT row_number FROM staged WHERE refused AND NOT belongs)
),
values_of AS (
    FROM other UNPIVOT (raw FOR field IN (* EXCLUDE (file_row_number)))
)
SELECT v.file_row_number, v.field
FROM values_of AS v
JOIN lookups AS l ON l.field = v.field AND l.raw = v.raw
WHERE l.reason IS NOT NULL;
