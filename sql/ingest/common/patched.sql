-- The rows of a delivery with the sector's corrections in the place of the rows that were refused.
-- A correction names its row; where a row was corrected twice, the later delivery holds.
CREATE OR REPLACE TEMP VIEW received AS
WITH latest AS (
    SELECT * EXCLUDE (fix_order)
    FROM fixed_rows
    QUALIFY row_number() OVER (PARTITION BY file_row_number ORDER BY fix_order DESC) = 1
)
SELECT * FROM base_rows WHERE file_row_number NOT IN (SELECT file_row_number FROM latest)
UNION ALL BY NAME
SELECT * FROM latest;
