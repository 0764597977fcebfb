-- Pairs of sheets of one workbook that tell the same: the earlier, the later, how many things both tell.
-- Reads `sheet_rows` (file_row_number, told) and `sheet_ends` (name, last row of the sheet, from 1).
WITH placed AS (
    SELECT r.told, e.name, e.last
    FROM (SELECT *, file_row_number + 1 AS row_number FROM sheet_rows) AS r
    ASOF JOIN sheet_ends AS e ON r.row_number <= e.last
    WHERE len(list_filter(r.told, lambda x: x IS NOT NULL)) > 0
    GROUP BY ALL
)
SELECT a.name, b.name, count(*) AS times
FROM placed AS a
JOIN placed AS b ON a.told = b.told AND a.last < b.last
GROUP BY a.name, b.name, a.last, b.last
ORDER BY a.last, b.last;
