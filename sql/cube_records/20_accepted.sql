-- Which records this edition counts. Two editions that differ by a handful of records would show what
-- those are like, so each year of a source is a group of its own: its new months enter when they bring
-- $wait_records records or more; what came late to (or left, or changed in) its published months enters
-- when it is that many of one measure; and a closed year, whose total is exact, opens once a year, from
-- $refreeze_month on. Until then those months are counted as they were; not even $force adds a few
-- cases to an exact total. A delivery that was taken back leaves at once and opens its year; nothing
-- enters in its place before it is enough by itself. New months are judged by the principal measure:
-- the others have no table that tells what their cases are like. Synthetic cases are nobody: what
-- takes their place is compared with nothing.
-- Judged is the district of the configuration: a national cube is for comparison.
-- Parameters: $ubigeo, $wait_records, $refreeze_month, $published_on, $force, $frozen (JSON list: source, year, since).
CREATE TEMP TABLE candidates AS
SELECT r.* FROM protected_records AS r SEMI JOIN calendar AS c USING (year, month);

-- Sources that were a demonstration and have real figures now: they begin anew.
CREATE TEMP TABLE begun_anew AS
SELECT DISTINCT source FROM previous_records
WHERE demonstration AND source NOT IN (SELECT source FROM protected_records WHERE demonstration);

CREATE TEMP TABLE counted_before AS
SELECT p.* FROM previous_records AS p
SEMI JOIN calendar AS c USING (year, month)
ANTI JOIN begun_anew AS b USING (source);

CREATE TEMP TABLE published_months AS
SELECT DISTINCT p.source, year(p.month)::SMALLINT AS year, month(p.month)::UTINYINT AS month
FROM previous_periods AS p
ANTI JOIN begun_anew AS b USING (source);

CREATE TEMP TABLE frozen_before AS
SELECT f.*
FROM (
    SELECT e ->> 'source' AS source, (e ->> 'year')::SMALLINT AS year, (e ->> 'since')::DATE AS since
    FROM (SELECT unnest(json_extract($frozen::JSON, '$[*]')) AS e)
) AS f
ANTI JOIN begun_anew AS b USING (source);

-- What no sector stands for any more, of a delivery taken back, unless the same record came again.
CREATE TEMP TABLE removed AS
SELECT p.*
FROM counted_before AS p
ANTI JOIN candidates AS c USING (source, measure, record_key)
WHERE p.delivery NOT IN (SELECT delivery FROM registry.deliveries WHERE state <> 'retirada');

-- What came late, or left, of each measure in months already published.
CREATE TEMP TABLE late_groups AS
WITH now AS (
    SELECT c.* EXCLUDE (delivery, demonstration) FROM candidates AS c
    SEMI JOIN published_months AS m USING (source, year, month)
    WHERE c.ubigeo = $ubigeo
),
before AS (
    SELECT p.* EXCLUDE (delivery, demonstration) FROM counted_before AS p
    ANTI JOIN removed AS r USING (source, measure, record_key)
    WHERE p.ubigeo = $ubigeo
),
came AS (
    SELECT source, measure, year, count(*) AS records FROM (FROM now EXCEPT ALL FROM before) GROUP BY ALL
),
went AS (
    SELECT source, measure, year, count(*) AS records FROM (FROM before EXCEPT ALL FROM now) GROUP BY ALL
),
late AS (
    SELECT source, measure, year, greatest(coalesce(c.records, 0), coalesce(w.records, 0)) AS records
    FROM came AS c
    FULL JOIN went AS w USING (source, measure, year)
)
SELECT
    l.source, l.measure, l.year, l.records, f.since IS NOT NULL AS closed,
    CASE WHEN l.records < $wait_records THEN $force AND f.since IS NULL
        ELSE $force OR f.since IS NULL OR (l.source, l.year) IN (SELECT (source, year) FROM removed)
            OR $published_on >= make_date(
                (year(f.since) + CASE WHEN month(f.since) >= $refreeze_month THEN 1 ELSE 0 END)::INTEGER, $refreeze_month, 1)
        END AS accepted
FROM late AS l
LEFT JOIN frozen_before AS f USING (source, year);

-- A year tells of its deliveries as before while something of it waits; it opened if anything entered.
CREATE TEMP TABLE late_years AS
SELECT source, year, bool_and(accepted) AS accepted, bool_or(accepted) AS opened FROM late_groups GROUP BY ALL;

-- A month without a single case waits too: that it did not would tell that it is one.
CREATE TEMP TABLE waiting_years AS
WITH fresh AS (
    SELECT DISTINCT c.source, c.year
    FROM (SELECT source, year(month)::SMALLINT AS year, month(month)::UTINYINT AS month FROM current_periods) AS c
    SEMI JOIN calendar AS k USING (year, month)
    SEMI JOIN (SELECT source::VARCHAR AS source FROM registry.sources WHERE protected) AS s USING (source)
    ANTI JOIN published_months AS p USING (source, year, month)
    WHERE c.source IN (SELECT source FROM published_months)
),
counted AS (
    SELECT c.source, c.year, count(*) AS records
    FROM candidates AS c
    SEMI JOIN (FROM measures WHERE principal) AS m USING (source, measure)
    ANTI JOIN published_months AS p USING (source, year, month)
    WHERE c.ubigeo = $ubigeo
    GROUP BY ALL
)
SELECT f.source, f.year, coalesce(n.records, 0) AS records
FROM fresh AS f
LEFT JOIN counted AS n USING (source, year)
WHERE NOT $force AND coalesce(n.records, 0) < $wait_records;

CREATE TEMP TABLE accepted AS
SELECT p.* FROM counted_before AS p
SEMI JOIN (FROM late_groups WHERE NOT accepted) AS l USING (source, measure, year)
ANTI JOIN removed AS r USING (source, measure, record_key)
UNION ALL
SELECT c.* FROM candidates AS c
SEMI JOIN published_months AS m USING (source, year, month)
ANTI JOIN (FROM late_groups WHERE NOT accepted) AS l USING (source, measure, year)
UNION ALL
SELECT c.* FROM candidates AS c
ANTI JOIN published_months AS m USING (source, year, month)
ANTI JOIN waiting_years AS w USING (source, year);

-- The same of the months that each office answers for: of those whose delivery was taken back none does,
-- and where nothing is left of a month, it waits with its cases.
CREATE TEMP TABLE accepted_periods AS
WITH emptied AS (
    FROM (SELECT DISTINCT source, year, month FROM removed)
    ANTI JOIN accepted USING (source, year, month)
),
now AS (
    SELECT n.*, year(n.month)::SMALLINT AS year, m.source IS NOT NULL AS published
    FROM current_periods AS n
    JOIN calendar AS c ON c.day = n.month
    LEFT JOIN published_months AS m ON m.source = n.source AND m.year = year(n.month) AND m.month = month(n.month)
)
SELECT p.source, p.service, p.month
FROM previous_periods AS p
JOIN calendar AS c ON c.day = p.month
JOIN late_years AS l ON l.source = p.source AND l.year = year(p.month) AND NOT l.accepted
WHERE (p.source, p.service, p.month) IN (SELECT (source, service, month) FROM current_periods)
    AND (p.source, year(p.month), month(p.month)) NOT IN (SELECT (source, year, month) FROM emptied)
UNION ALL
SELECT source, service, month FROM now
WHERE CASE WHEN published THEN (source, year) NOT IN (SELECT (source, year) FROM late_years WHERE NOT accepted)
    ELSE (source, year) NOT IN (SELECT (source, year) FROM waiting_years) END;
