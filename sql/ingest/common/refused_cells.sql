-- Cells of the staged rows whose value was refused: row (from 0, as in the archive), column. What is
-- nearly a matter of the list is no text of a person.
SELECT
    row_number - 1 AS file_row_number,
    unnest(CASE field
        WHEN 'home_district' THEN ['home_department', 'home_province', 'home_district']
        WHEN 'event_district' THEN ['event_department', 'event_province', 'event_district']
        ELSE [field]
    END) AS name
FROM staged_problems
WHERE row_number IS NOT NULL AND reason <> 'matter_doubtful';
