-- One record per district, month and measure: the complaints of violence, and those of every kind.
-- A month that the file covers and has no row for is zero (row_number 0), unless a refused row may be its own;
-- months before the district's first row have no record.
-- A file that somebody left with the complaints of violence alone says nothing of those of every kind.
-- Parameters: $delivery, $demonstration.
CREATE OR REPLACE TEMP TABLE cells AS
SELECT
    ubigeo, month,
    sum(count) FILTER (WHERE subject)::BIGINT AS violence, min(row_number) FILTER (WHERE subject) AS violence_row,
    sum(count)::BIGINT AS total, min(row_number) AS total_row
FROM staged
WHERE belongs AND NOT refused
GROUP BY ubigeo, month;

-- Months about which a refused row leaves a doubt (its district unknown: every district's); `violence`:
-- the doubt is about violence too, and not only about the total.
CREATE OR REPLACE TEMP TABLE doubts AS
SELECT s.ubigeo, c.month, bool_or(s.subject IS DISTINCT FROM false) AS violence
FROM (SELECT DISTINCT ubigeo, year_number, month_number, subject FROM staged WHERE belongs AND refused) AS s
JOIN covered AS c
    ON (s.year_number IS NULL OR s.year_number = year(c.month)) AND (s.month_number IS NULL OR s.month_number = month(c.month))
GROUP BY s.ubigeo, c.month;

INSERT INTO records (source, measure, delivery, row_number, demonstration, year, month, ubigeo, ubigeo_event, service, geocode_quality, count)
WITH frame AS (
    SELECT d.ubigeo, m.month, year(m.month) AS y, month(m.month) AS m
    FROM (SELECT DISTINCT ubigeo FROM cells) AS d
    JOIN first_rows AS f ON f.ubigeo = d.ubigeo
    JOIN covered AS m ON m.month >= f.month
),
filled AS (
    SELECT
        f.ubigeo, f.y, f.m, c.violence_row, c.total_row,
        CASE WHEN c.violence IS NULL AND NOT coalesce(own.violence, false) AND NOT coalesce(anybody.violence, false) THEN 0 ELSE c.violence END AS violence,
        CASE WHEN c.total IS NULL AND own.month IS NULL AND anybody.month IS NULL THEN 0 ELSE c.total END AS total
    FROM frame AS f
    LEFT JOIN cells AS c ON c.ubigeo = f.ubigeo AND c.month = f.month
    LEFT JOIN doubts AS own ON own.ubigeo = f.ubigeo AND own.month = f.month
    LEFT JOIN doubts AS anybody ON anybody.ubigeo IS NULL AND anybody.month = f.month
),
counted AS (
    SELECT 'denuncia' AS measure, violence_row AS row_number, ubigeo, y, m, violence AS count FROM filled
    UNION ALL
    SELECT 'denuncia_total', total_row, ubigeo, y, m, total FROM filled
)
SELECT 'sidpol', measure, $delivery, coalesce(row_number, 0), $demonstration, y, m, ubigeo, ubigeo, 'SIDPOL', 'ninguna', count
FROM counted
WHERE count IS NOT NULL AND (measure = 'denuncia' OR EXISTS (SELECT 1 FROM staged WHERE NOT subject));
