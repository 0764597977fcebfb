-- What each distinct value means. `value` NULL and `reason` NULL: not said. `reason`: why it can't be taken.
-- Parameters: $edition, $date_order, $today.
CREATE OR REPLACE TEMP TABLE lookups AS
WITH cleaned AS (
    SELECT field, raw, rows, clean(raw) AS code FROM raw_values WHERE raw IS NOT NULL
),
coded AS (
    SELECT
        c.field, c.raw, c.rows, c.code,
        coalesce(
            first(k.value ORDER BY k.edition = '*') FILTER (WHERE k.code = c.code OR k.code = digits(c.code)::VARCHAR),
            first(k.value ORDER BY k.edition = '*') FILTER (WHERE k.label = plain_words(c.code))
        ) AS value
    FROM cleaned AS c
    JOIN codes AS k ON k.field = c.field AND k.edition IN ('*', $edition)
    GROUP BY c.field, c.raw, c.rows, c.code
)
SELECT
    field, raw, rows, value,
    NULL::DATE AS day, NULL::UTINYINT AS number, NULL::VARCHAR AS ubigeo,
    CASE WHEN code IS NOT NULL AND value IS NULL THEN 'unknown_code' END AS reason
FROM coded
UNION ALL
SELECT
    field, raw, rows, NULL, NULL, CASE WHEN digits(code) BETWEEN 0 AND 110 THEN code::UTINYINT END, NULL,
    CASE
        WHEN code IS NULL THEN 'age_missing'
        WHEN digits(code) IS NULL THEN 'age_not_whole'
        WHEN digits(code) NOT BETWEEN 0 AND 110 THEN 'age_impossible'
    END
FROM cleaned WHERE field = 'age'
UNION ALL
SELECT
    field, raw, rows, NULL, read_date(raw, $date_order), NULL, NULL,
    CASE
        WHEN code IS NULL THEN 'date_missing'
        WHEN read_date(raw, $date_order) IS NULL THEN 'date_unreadable'
        WHEN read_date(raw, $date_order) > $today THEN 'date_future'
        WHEN year(read_date(raw, $date_order)) < 1990 THEN 'date_too_old'
    END
FROM cleaned WHERE field = 'intake_date'
UNION ALL
SELECT
    c.field, c.raw, c.rows, s.name, NULL, NULL, s.ubigeo,
    CASE WHEN c.code IS NULL THEN 'cem_missing' END
FROM cleaned AS c LEFT JOIN service_names AS s ON s.raw = c.raw
WHERE c.field = 'service';

-- Homes and places of the event: three parts of a code, or not said.
CREATE OR REPLACE TEMP TABLE homes AS
SELECT
    home_department, home_province, home_district,
    ubigeo_of(home_department, home_province, home_district) AS ubigeo,
    ubigeo_of(home_department, home_province, home_district) IS NULL
        AND concat(clean(home_department), clean(home_province), clean(home_district)) NOT IN ('', '999999') AS wrong
FROM received GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE scenes AS
SELECT
    event_department, event_province, event_district,
    ubigeo_of(event_department, event_province, event_district) AS ubigeo,
    ubigeo_of(event_department, event_province, event_district) IS NULL
        AND concat(clean(event_department), clean(event_province), clean(event_district)) NOT IN ('', '999999') AS wrong
FROM received GROUP BY ALL;
