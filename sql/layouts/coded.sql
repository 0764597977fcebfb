-- Cells of before layout 4, which had a column for each dimension and said in a note what they are: table coded_cells.
-- View wide_cells, with the `base` that they were rounded to.
CREATE OR REPLACE TEMP TABLE coded_cells AS
WITH texts AS (
    SELECT * REPLACE (quarter::VARCHAR AS quarter, month::VARCHAR AS month) FROM wide_cells
),
listed AS (
    SELECT
        COLUMNS(LAMBDA name : NOT list_contains(getvariable('dims'), name)),
        list_value(*COLUMNS(LAMBDA name : list_contains(getvariable('dims'), name))) AS codes
    FROM texts
)
SELECT
    * EXCLUDE (note, base) REPLACE (list_filter(codes, LAMBDA code : code IS NOT NULL) AS codes),
    CASE
        WHEN note = 'exacto' THEN 'exact'
        WHEN note = 'publicado' THEN 'open'
        WHEN note = 'cero inferido' THEN 'inferred'
        WHEN value IS NOT NULL THEN 'rounded'
        WHEN note LIKE '% personas' THEN 'below_persons'
        ELSE 'below'
    END AS kind,
    CASE WHEN note LIKE 'redondeado%' THEN coalesce(nullif(regexp_extract(note, '\d+$'), '')::BIGINT, base) END AS step
FROM listed;
