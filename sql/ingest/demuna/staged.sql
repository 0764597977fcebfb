-- Each case with what its values mean, and why the refused ones are refused. All are the district's:
-- the register is the municipality's own.
-- Parameters: $date_order, $time_zone, $today.
CREATE OR REPLACE TEMP TABLE staged AS
WITH dated AS (
    SELECT *, read_date(intake_date, $date_order, $time_zone) AS day, written_day(intake_date, $date_order) AS written_day FROM cases
),
judged AS (
    SELECT
        c.row_number, c.sheet, c.sheet_row, c.day, coalesce(c.written_day, c.day) AS written_day, c.intake_date, c.age AS raw_age, c.sex AS raw_sex, c.matter AS raw_matter,
        CASE
            WHEN clean(c.intake_date) IS NULL THEN 'date_missing'
            WHEN c.day IS NULL THEN 'date_unreadable'
            WHEN c.day > $today THEN 'date_future'
            WHEN year(c.day) < 1990 THEN 'date_too_old'
        END AS day_reason,
        a.value::UTINYINT AS age, a.reason AS age_reason,
        x.value::sex_name AS sex, x.reason AS sex_reason,
        m.value AS matter, m.identity AS first_matter, m.detail AS matter_detail,
        CASE WHEN c.matter IS NULL THEN 'matter_missing' ELSE m.reason END AS matter_reason,
        k.value::UBIGINT AS person_key, k.reason AS person_reason,
        p.zone, p.normalised AS place,
        coalesce(p.quality, 'ninguna')::geocode_name AS geocode_quality
    FROM dated AS c
    LEFT JOIN lookups AS a ON a.field = 'age' AND a.raw = c.age
    LEFT JOIN lookups AS x ON x.field = 'sex' AND x.raw = c.sex AND x.sheet = c.sheet
    LEFT JOIN lookups AS m ON m.field = 'matter' AND m.raw = c.matter
    LEFT JOIN lookups AS k ON k.field = 'person_code' AND k.raw = c.person_code
    LEFT JOIN places AS p ON p.raw = c.place
)
SELECT
    *,
    true AS belongs,
    coalesce(day_reason, age_reason, sex_reason, matter_reason, person_reason) IS NOT NULL AS refused
FROM judged;
