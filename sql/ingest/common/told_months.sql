-- What a staged delivery tells of each month of each office: its rows, those taken in, and the first of these.
SELECT
    service, month, count(*) AS rows, count(*) FILTER (WHERE own) AS own,
    (list(row_number ORDER BY row_number) FILTER (WHERE own))[:5] AS first_rows
FROM staged_months
GROUP BY service, month
ORDER BY service, month;
