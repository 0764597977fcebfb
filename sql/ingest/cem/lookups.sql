-- What each distinct value means, and what of it makes a record (`identity`: by the codes as they were first
-- read, else as it is written, so that a better reading changes no key). `value` NULL and `reason` NULL: not said. `reason`: why it can't be taken.
-- Parameters: $edition, $date_order, $time_zone, $today.
CREATE OR REPLACE TEMP TABLE lookups AS
WITH cleaned AS (
    SELECT field, raw, rows, tidy(raw) AS written, clean(raw) AS code FROM raw_values WHERE raw IS NOT NULL
),
days AS (
    SELECT *, read_date(raw, $date_order, $time_zone) AS day, written_day(raw, $date_order) AS written_day
    FROM cleaned WHERE field = 'intake_date'
),
coded AS (
    SELECT
        c.field, c.raw, c.rows, c.written, c.code,
        coalesce(
            first(k.value ORDER BY k.edition = '*') FILTER (WHERE k.code = c.written OR k.code = digits(c.written)::VARCHAR),
            first(k.value ORDER BY k.edition = '*') FILTER (WHERE k.label = plain_words(c.written))
        ) AS value
    FROM cleaned AS c
    JOIN codes AS k ON k.field = c.field AND k.edition IN ('*', $edition)
    GROUP BY c.field, c.raw, c.rows, c.written, c.code
),
first_read AS (
    SELECT
        c.field, c.raw,
        coalesce(
            first(k.value ORDER BY k.edition = '*') FILTER (WHERE k.code = c.written OR k.code = digits(c.written)::VARCHAR),
            first(k.value ORDER BY k.edition = '*') FILTER (WHERE k.label = plain_words(c.written))
        ) AS value
    FROM cleaned AS c
    JOIN identity_codes AS k ON k.field = c.field AND k.edition IN ('*', $edition)
    GROUP BY c.field, c.raw
)
SELECT
    field, raw, rows, c.value, coalesce(f.value, c.written) AS identity,
    NULL::DATE AS day, NULL::DATE AS written_day, NULL::UTINYINT AS number, NULL::VARCHAR AS ubigeo,
    CASE WHEN code IS NOT NULL AND c.value IS NULL THEN 'unknown_code' END AS reason
FROM coded AS c
LEFT JOIN first_read AS f USING (field, raw)
UNION ALL
SELECT
    field, raw, rows, NULL, NULL, NULL, NULL, CASE WHEN digits(code) BETWEEN 0 AND 110 THEN code::UTINYINT END, NULL,
    CASE
        WHEN code IS NULL THEN 'age_missing'
        WHEN digits(code) IS NULL THEN 'age_not_whole'
        WHEN digits(code) NOT BETWEEN 0 AND 110 THEN 'age_impossible'
    END
FROM cleaned WHERE field = 'age'
UNION ALL
SELECT
    field, raw, rows, NULL, NULL, day, coalesce(written_day, day), NULL, NULL,
    CASE
        WHEN code IS NULL THEN 'date_missing'
        WHEN day IS NULL THEN 'date_unreadable'
        WHEN day > $today THEN 'date_future'
        WHEN year(day) < 1990 THEN 'date_too_old'
    END
FROM days
UNION ALL
SELECT
    c.field, c.raw, c.rows, s.name, NULL, NULL, NULL, NULL, s.ubigeo,
    CASE WHEN c.code IS NULL THEN 'cem_missing' END
FROM cleaned AS c LEFT JOIN service_names AS s ON s.raw = c.raw
WHERE c.field = 'service';

-- Homes and places of the event: three parts of a code, or not said. (The parts are cleaned once: as parts of
-- one larger expression they cost 0.1 s of planning for each delivery, however small.)
CREATE OR REPLACE TEMP TABLE homes AS
WITH written AS MATERIALIZED (
    SELECT DISTINCT
        home_department, home_province, home_district,
        clean(home_department) AS department, clean(home_province) AS province, clean(home_district) AS district
    FROM received
)
SELECT
    home_department, home_province, home_district,
    ubigeo_of(department, province, district) AS ubigeo,
    ubigeo_of(department, province, district) IS NULL AND concat(department, province, district) NOT IN ('', '999999') AS wrong
FROM written;

CREATE OR REPLACE TEMP TABLE scenes AS
WITH written AS MATERIALIZED (
    SELECT DISTINCT
        event_department, event_province, event_district,
        clean(event_department) AS department, clean(event_province) AS province, clean(event_district) AS district
    FROM received
)
SELECT
    event_department, event_province, event_district,
    ubigeo_of(department, province, district) AS ubigeo,
    ubigeo_of(department, province, district) IS NULL AND concat(department, province, district) NOT IN ('', '999999') AS wrong
FROM written;
