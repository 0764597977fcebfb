-- Why each refused row is refused: row, field, value, reason, its detail. Only the refused rows are looked at again.
CREATE OR REPLACE TEMP TABLE staged_problems AS
WITH bad AS (
    SELECT r.*, s.row_number
    FROM received AS r
    JOIN staged AS s ON s.row_number = r.file_row_number + 1
    WHERE s.refused AND s.belongs
)
SELECT b.row_number, 'year' AS field, b.year AS value, m.year_reason AS reason, NULL AS detail
FROM bad AS b
JOIN file_months AS m ON m.raw_year IS NOT DISTINCT FROM b.year AND m.raw_month IS NOT DISTINCT FROM b.month
WHERE m.year_reason IS NOT NULL
UNION ALL
SELECT b.row_number, 'month', b.month, m.month_reason, NULL
FROM bad AS b
JOIN file_months AS m ON m.raw_year IS NOT DISTINCT FROM b.year AND m.raw_month IS NOT DISTINCT FROM b.month
WHERE m.month_reason IS NOT NULL
UNION ALL
SELECT b.row_number, 'ubigeo', b.ubigeo, p.reason, p.detail
FROM bad AS b
JOIN file_places AS p
    ON p.raw_ubigeo IS NOT DISTINCT FROM b.ubigeo
    AND p.raw_district IS NOT DISTINCT FROM b.district
    AND p.raw_province IS NOT DISTINCT FROM b.province
WHERE p.reason IS NOT NULL
UNION ALL
SELECT b.row_number, 'modality', b.modality, 'modality_unknown', NULL
FROM bad AS b
JOIN file_modalities AS k ON k.raw_modality IS NOT DISTINCT FROM b.modality
WHERE k.subject IS NULL
UNION ALL
SELECT b.row_number, 'count', b.count, 'count_not_whole', NULL
FROM bad AS b
JOIN file_counts AS c ON c.raw_count IS NOT DISTINCT FROM b.count
WHERE c.count IS NULL;
