-- What each source delivered, month by month. An office is expected from the first month that it
-- ever delivered; a month is partial where an expected office is missing. Parameter: $published_on.
INSERT INTO coverage (source, year, month, state)
WITH offices AS (
    SELECT source, service, min(month) AS since
    FROM accepted_periods
    WHERE (source, service) IN (SELECT DISTINCT source::VARCHAR, service FROM registry.records WHERE ubigeo IS NOT NULL)
    GROUP BY ALL
),
delivered AS (
    SELECT p.source, p.month, count(*) AS offices
    FROM accepted_periods AS p
    JOIN offices AS o USING (source, service)
    GROUP BY ALL
),
started AS (
    SELECT source, min(since) AS since FROM offices GROUP BY source
)
SELECT
    s.source, c.year, c.month,
    CASE
        WHEN b.since IS NULL OR c.day < b.since THEN 'sin registro'
        WHEN d.offices IS NULL THEN 'no entregado'
        WHEN d.offices < (SELECT count(*) FROM offices AS o WHERE o.source = s.source::VARCHAR AND o.since <= c.day) THEN 'parcial'
        ELSE 'recibido'
    END
FROM registry.sources AS s
CROSS JOIN calendar AS c
LEFT JOIN started AS b ON b.source = s.source::VARCHAR
LEFT JOIN delivered AS d ON d.source = s.source::VARCHAR AND d.month = c.day
WHERE s.source <> 'renamu';

-- The years of each source: which months count, whether the year is whole (then it is closed).
CREATE TEMP TABLE source_years AS
SELECT
    source, year,
    list(month ORDER BY month) FILTER (WHERE state IN ('recibido', 'parcial')) AS months,
    count(*) FILTER (WHERE state IN ('recibido', 'parcial')) = 12 AS whole,
    count(*) FILTER (WHERE state = 'recibido') = 12 AS closed
FROM coverage
GROUP BY ALL
HAVING count(*) FILTER (WHERE state IN ('recibido', 'parcial')) > 0;

-- Closed years, each since the day on which its figures were fixed.
CREATE TEMP TABLE frozen AS
SELECT y.source, y.year, CASE WHEN l.opened THEN $published_on ELSE coalesce(f.since, $published_on) END AS since
FROM source_years AS y
JOIN registry.sources AS s ON s.source::VARCHAR = y.source AND s.protected
LEFT JOIN frozen_before AS f ON f.source = y.source AND f.year = y.year
LEFT JOIN late_years AS l ON l.source = y.source AND l.year = y.year
WHERE y.closed;
