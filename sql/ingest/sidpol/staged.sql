-- Each row of the file with what its values mean, whether it concerns us, and whether it is refused.
-- `subject`: it is the modality of violence; the others only enter the total.
CREATE OR REPLACE TEMP TABLE staged AS
SELECT
    r.file_row_number + 1 AS row_number,
    m.month, m.year_number, m.month_number, p.ubigeo, k.subject, c.count, p.belongs,
    m.month IS NULL OR p.reason IS NOT NULL OR k.subject IS NULL OR c.count IS NULL AS refused
FROM received AS r
JOIN file_months AS m ON m.raw_year IS NOT DISTINCT FROM r.year AND m.raw_month IS NOT DISTINCT FROM r.month
JOIN file_places AS p
    ON p.raw_ubigeo IS NOT DISTINCT FROM r.ubigeo
    AND p.raw_district IS NOT DISTINCT FROM r.district
    AND p.raw_province IS NOT DISTINCT FROM r.province
JOIN file_modalities AS k ON k.raw_modality IS NOT DISTINCT FROM r.modality
JOIN file_counts AS c ON c.raw_count IS NOT DISTINCT FROM r.count;

-- The first month of which the source ever had a row of each district: before it the district may not have
-- existed, and its silence is no zero.
CREATE OR REPLACE TEMP TABLE first_rows AS
SELECT ubigeo, min(month) AS month
FROM (
    SELECT ubigeo, make_date(year_number, month_number, 1) AS month FROM staged WHERE belongs AND ubigeo IS NOT NULL AND month IS NOT NULL
    UNION ALL
    SELECT ubigeo, make_date(year, month, 1) FROM records WHERE source = 'sidpol' AND row_number > 0 AND NOT demonstration
)
GROUP BY ubigeo;
