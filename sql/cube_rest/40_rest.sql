-- What the pages show beside the cells. The rows that were read of a protected source are not told, in tens
-- neither: of a file of one month, their number would be that month's count before protection. Those that went
-- back, which are in no cell, are told in tens, few of them not at all. Figures of the project's own table of police
-- complaints (format 'resumen') say that they are of a copy. Nothing is expected of a demonstration: no sector is late
-- with what was invented. Parameter: $due (JSON: source -> day of the month).
INSERT INTO sources
WITH current AS (
    SELECT * FROM registry.deliveries WHERE state = 'vigente'
),
refused AS (
    SELECT c.source, count(DISTINCT (q.delivery, q.row_number)) AS rows
    FROM registry.refused_rows AS q
    JOIN current AS c USING (delivery)
    WHERE q.row_number IS NOT NULL
    GROUP BY c.source
),
reach AS (
    SELECT source, min(month) AS first_month, max(month) AS last_month FROM accepted_periods GROUP BY source
)
SELECT
    s.source, s.title, s.short_title, s.unit, s.measure, s.publisher,
    s.licence || CASE WHEN bool_or(d.edition_of_format = 'resumen')
        THEN '; copia pública de los datos abiertos del MININTER, por confirmar con el portal' ELSE '' END,
    s.protected, s.caveats,
    coalesce(bool_or(d.demonstration), false),
    coalesce(any_value(h.first_month), min(d.first_month)), coalesce(any_value(h.last_month), max(d.last_month)), max(d.received_at)::DATE,
    CASE WHEN s.source <> 'renamu' AND NOT coalesce(bool_or(d.demonstration), false) AND json_extract_string($due, '$.' || s.source::VARCHAR) IS NOT NULL
        THEN least(
            (max(d.last_month) + INTERVAL 2 MONTH + to_days(json_extract_string($due, '$.' || s.source::VARCHAR)::INTEGER - 1))::DATE,
            last_day((max(d.last_month) + INTERVAL 2 MONTH)::DATE)
        ) END,
    CASE WHEN NOT s.protected THEN coalesce(sum(d.rows_read) FILTER (WHERE d.completes IS NULL), 0)::BIGINT END,
    CASE WHEN NOT s.protected OR f.source IS NULL THEN coalesce(any_value(f.rows), 0)
        WHEN any_value(f.rows) >= 10 THEN round(any_value(f.rows), -1)::BIGINT END
FROM registry.sources AS s
LEFT JOIN current AS d ON d.source = s.source
LEFT JOIN refused AS f ON f.source = s.source
LEFT JOIN reach AS h ON h.source = s.source::VARCHAR
GROUP BY s.source, s.title, s.short_title, s.unit, s.measure, s.publisher, s.licence, s.protected, s.caveats, f.source;

INSERT INTO services SELECT name, kind, latitude, longitude, hours, telephone, source_ref FROM registry.services;
-- The people of merged zones, where those of every one of them are known.
INSERT INTO population
SELECT p.ubigeo, m.zone, p.year, p.sex, p.age_group, sum(p.population)::BIGINT, p.kind, p.source_ref
FROM registry.population AS p
LEFT JOIN zone_members AS m ON m.ubigeo = p.ubigeo AND m.member = p.zone
LEFT JOIN (SELECT ubigeo, zone, count(*) AS members FROM zone_members GROUP BY ALL) AS g ON g.ubigeo = p.ubigeo AND g.zone = m.zone
WHERE p.zone IS NULL OR m.zone IS NOT NULL
GROUP BY p.ubigeo, m.zone, p.year, p.sex, p.age_group, p.kind, p.source_ref
HAVING m.zone IS NULL OR count(*) = any_value(g.members);
INSERT INTO published_figures SELECT * EXCLUDE (delivery) FROM registry.published_figures;
