-- Why each refused row is refused: row, field, value, reason. Only the refused rows are looked at again.
CREATE OR REPLACE TEMP TABLE staged_problems AS
WITH bad AS (
    SELECT r.*, r.file_row_number + 1 AS row_number
    FROM received AS r
    WHERE r.file_row_number + 1 IN (SELECT row_number FROM staged WHERE refused AND belongs)
),
values_of AS (
    FROM (SELECT * EXCLUDE (file_row_number) FROM bad)
    UNPIVOT INCLUDE NULLS (raw FOR field IN (* EXCLUDE (row_number)))
)
SELECT *, NULL::VARCHAR AS detail FROM (
    SELECT v.row_number, v.field, v.raw AS value, l.reason
    FROM values_of AS v
    JOIN lookups AS l ON l.field = v.field AND l.raw = v.raw
    WHERE l.reason IS NOT NULL
    UNION ALL
    SELECT
        v.row_number, v.field, v.raw,
        CASE v.field WHEN 'service' THEN 'cem_missing' WHEN 'intake_date' THEN 'date_missing' WHEN 'age' THEN 'age_missing' ELSE 'required_missing' END
    FROM values_of AS v
    WHERE v.field IN ('service', 'intake_date', 'age', 'sex', 'violence_type')
        AND clean(v.raw) IS NULL
        AND NOT EXISTS (SELECT 1 FROM lookups AS l WHERE l.field = v.field AND l.raw = v.raw AND l.reason IS NOT NULL)
    UNION ALL
    SELECT b.row_number, 'home_district', concat(b.home_department, '/', b.home_province, '/', b.home_district),
        'home_not_district'
    FROM bad AS b
    JOIN homes AS h
        ON h.home_department IS NOT DISTINCT FROM b.home_department
        AND h.home_province IS NOT DISTINCT FROM b.home_province
        AND h.home_district IS NOT DISTINCT FROM b.home_district
    WHERE h.wrong
    UNION ALL
    SELECT b.row_number, 'event_district', concat(b.event_department, '/', b.event_province, '/', b.event_district),
        'event_not_district'
    FROM bad AS b
    JOIN scenes AS e
        ON e.event_department IS NOT DISTINCT FROM b.event_department
        AND e.event_province IS NOT DISTINCT FROM b.event_province
        AND e.event_district IS NOT DISTINCT FROM b.event_district
    WHERE e.wrong
);
