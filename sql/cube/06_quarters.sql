-- The months of a quarter (temporary: nothing of it stays in the cube).
CREATE OR REPLACE TEMP MACRO quarter_months(quarter) AS
    [3 * quarter - 2, 3 * quarter - 1, 3 * quarter]::UTINYINT[];
