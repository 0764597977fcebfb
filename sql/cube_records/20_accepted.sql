-- Which records this edition counts. Two editions that differ by a handful of records would show what
-- those are like. So new months enter when the source brings $wait_records records or more; what came
-- late to (or left, or changed in) months already published enters by year, when it is that many; and
-- a closed year, whose total is exact, opens once a year, from $refreeze_month on. Until then those
-- months are counted as they were. A delivery that was taken back leaves at once.
-- Parameters: $wait_records, $refreeze_month, $published_on, $force, $frozen (JSON list: source, year, since).
CREATE TEMP TABLE candidates AS
SELECT r.* FROM protected_records AS r SEMI JOIN calendar AS c USING (year, month);

CREATE TEMP TABLE counted_before AS
SELECT p.* FROM previous_records AS p SEMI JOIN calendar AS c USING (year, month);

CREATE TEMP TABLE published_months AS
SELECT DISTINCT source, year(month)::SMALLINT AS year, month(month)::UTINYINT AS month FROM previous_periods;

CREATE TEMP TABLE frozen_before AS
SELECT e ->> 'source' AS source, (e ->> 'year')::SMALLINT AS year, (e ->> 'since')::DATE AS since
FROM (SELECT unnest(json_extract($frozen::JSON, '$[*]')) AS e);

-- Years with records that no sector stands for any more: of a delivery taken back, or of the
-- demonstration once real figures are there.
CREATE TEMP TABLE withdrawn AS
SELECT DISTINCT p.source, p.year
FROM counted_before AS p
LEFT JOIN registry.deliveries AS d ON d.delivery = p.delivery
WHERE coalesce(d.state, 'retirada') = 'retirada'
    OR (p.demonstration AND p.source NOT IN (SELECT source FROM protected_records WHERE demonstration));

CREATE TEMP TABLE late_years AS
WITH now AS (
    SELECT c.* EXCLUDE (delivery, demonstration) FROM candidates AS c SEMI JOIN published_months AS m USING (source, year, month)
),
before AS (
    SELECT * EXCLUDE (delivery, demonstration) FROM counted_before
),
came AS (
    SELECT source, year, count(*) AS records FROM (FROM now EXCEPT ALL FROM before) GROUP BY ALL
),
went AS (
    SELECT source, year, count(*) AS records FROM (FROM before EXCEPT ALL FROM now) GROUP BY ALL
),
late AS (
    SELECT source, year, greatest(coalesce(c.records, 0), coalesce(w.records, 0)) AS records
    FROM came AS c
    FULL JOIN went AS w USING (source, year)
)
SELECT
    l.source, l.year, l.records, f.since IS NOT NULL AS closed,
    $force OR w.source IS NOT NULL OR (
        l.records >= $wait_records
        AND (f.since IS NULL OR $published_on >= make_date(
            (year(f.since) + CASE WHEN month(f.since) >= $refreeze_month THEN 1 ELSE 0 END)::INTEGER, $refreeze_month, 1))
    ) AS accepted
FROM late AS l
LEFT JOIN frozen_before AS f USING (source, year)
LEFT JOIN withdrawn AS w USING (source, year);

-- New months mix with the late records that enter in the same year; by themselves they must be enough.
CREATE TEMP TABLE waiting_sources AS
WITH fresh AS (
    SELECT c.source, count(*) AS records, count(*) FILTER (WHERE l.source IS NULL) AS alone
    FROM candidates AS c
    ANTI JOIN published_months AS m USING (source, year, month)
    LEFT JOIN late_years AS l ON l.source = c.source AND l.year = c.year AND l.accepted
    GROUP BY ALL
)
SELECT p.source, coalesce(f.records, 0) AS records
FROM (SELECT DISTINCT source FROM published_months) AS p
LEFT JOIN fresh AS f USING (source)
WHERE NOT $force
    AND p.source IN (SELECT source FROM registry.sources WHERE protected)
    AND coalesce(f.alone, 0) < $wait_records
    AND NOT coalesce(f.alone = 0 AND f.records > 0, false);

CREATE TEMP TABLE accepted AS
SELECT p.* FROM counted_before AS p JOIN late_years AS l ON l.source = p.source AND l.year = p.year AND NOT l.accepted
UNION ALL
SELECT c.* FROM candidates AS c
SEMI JOIN published_months AS m USING (source, year, month)
WHERE (c.source, c.year) NOT IN (SELECT (source, year) FROM late_years WHERE NOT accepted)
UNION ALL
SELECT c.* FROM candidates AS c
ANTI JOIN published_months AS m USING (source, year, month)
WHERE c.source NOT IN (SELECT source FROM waiting_sources);

-- The same of the months that each office answers for.
CREATE TEMP TABLE accepted_periods AS
WITH now AS (
    SELECT n.*, year(n.month)::SMALLINT AS year, m.source IS NOT NULL AS published
    FROM current_periods AS n
    JOIN calendar AS c ON c.day = n.month
    LEFT JOIN published_months AS m ON m.source = n.source AND m.year = year(n.month) AND m.month = month(n.month)
)
SELECT p.source, p.service, p.month
FROM previous_periods AS p
JOIN calendar AS c ON c.day = p.month
JOIN late_years AS l ON l.source = p.source AND l.year = year(p.month) AND NOT l.accepted
UNION ALL
SELECT source, service, month FROM now
WHERE CASE WHEN published THEN (source, year) NOT IN (SELECT (source, year) FROM late_years WHERE NOT accepted)
    ELSE source NOT IN (SELECT source FROM waiting_sources) END;
