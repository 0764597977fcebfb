-- What could not be taken, row by row: a whole municipality, or one matter of it (field «count_…»).
CREATE OR REPLACE TEMP TABLE staged_problems AS
SELECT *, NULL::VARCHAR AS detail FROM (
    SELECT row_number, 'ubigeo' AS field, raw_ubigeo AS value, ubigeo_reason AS reason
    FROM staged WHERE belongs AND ubigeo_reason IS NOT NULL
    UNION ALL
    SELECT row_number, 'has_demuna', raw_has_demuna, has_reason FROM staged WHERE belongs AND has_reason IS NOT NULL
    UNION ALL
    SELECT row_number, 'informed', raw_informed, informed_reason FROM staged WHERE belongs AND informed_reason IS NOT NULL
    UNION ALL
    SELECT c.row_number, c.field, c.raw, c.reason
    FROM staged_counts AS c
    JOIN staged AS s USING (row_number)
    WHERE s.belongs AND s.answered AND c.reason IS NOT NULL
);
