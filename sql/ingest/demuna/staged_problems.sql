-- Why each refused case is refused: row, field, value (with the sheet and row, where there are sheets), reason.
-- Of the person's code no value is told: what was not taken may be an identity.
CREATE OR REPLACE TEMP TABLE staged_problems AS
WITH found AS (
    SELECT row_number, 'intake_date' AS field, intake_date AS raw, day_reason AS reason, NULL AS detail, sheet, sheet_row FROM staged
    UNION ALL SELECT row_number, 'age', raw_age, age_reason, NULL, sheet, sheet_row FROM staged
    UNION ALL SELECT row_number, 'sex', raw_sex, sex_reason, NULL, sheet, sheet_row FROM staged
    UNION ALL SELECT row_number, 'matter', raw_matter, matter_reason, matter_detail, sheet, sheet_row FROM staged
    UNION ALL SELECT row_number, 'person_code', NULL, person_reason, NULL, sheet, sheet_row FROM staged
)
SELECT row_number, field, CASE WHEN sheet = '' THEN raw ELSE concat_ws(' · ', raw, sheet_row) END AS value, reason, detail
FROM found
WHERE reason IS NOT NULL;
