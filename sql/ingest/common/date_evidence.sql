-- How the dates of a file can be read: one row with the number of rows that can only be day-month,
-- only month-day, either, and those of a shape that has no doubt (ISO, or a serial of Excel).
WITH parts AS (
    SELECT
        rows,
        regexp_extract(trim(raw), '^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})(\D.*)?$', ['a', 'b', 'y', 'rest']) AS p
    FROM date_values
),
numbers AS (
    SELECT rows, try_cast(p.a AS INTEGER) AS a, try_cast(p.b AS INTEGER) AS b FROM parts
)
SELECT
    coalesce(sum(rows) FILTER (WHERE a BETWEEN 13 AND 31 AND b BETWEEN 1 AND 12), 0)::BIGINT AS only_dmy,
    coalesce(sum(rows) FILTER (WHERE b BETWEEN 13 AND 31 AND a BETWEEN 1 AND 12), 0)::BIGINT AS only_mdy,
    coalesce(sum(rows) FILTER (WHERE a BETWEEN 1 AND 12 AND b BETWEEN 1 AND 12 AND a <> b), 0)::BIGINT AS either,
    coalesce(sum(rows) FILTER (WHERE a IS NULL), 0)::BIGINT AS unambiguous
FROM numbers;
