-- Each row of the file with what its values mean, whether it concerns us, and whether it is refused.
-- Parameters: $ubigeo (the district), $all_districts.
CREATE OR REPLACE TEMP TABLE staged AS
SELECT
    r.file_row_number + 1 AS row_number,
    CASE WHEN d.reason IS NULL THEN d.day END AS day,
    s.value AS service,
    s.ubigeo AS ubigeo_service,
    h.ubigeo AS ubigeo_residence,
    e.ubigeo AS ubigeo_event,
    a.number AS age,
    x.value::sex_name AS sex,
    t.value::violence_name AS violence_type,
    l.value::relationship_name AS relationship,
    n.value::risk_name AS risk_level,
    c.value::condition_name AS condition,
    q.value::yes_no AS complaint,
    p.value::yes_no AS protection_measure,
    u.value::yes_no AS precautionary_measure,
    g.value::yes_no AS legal_support,
    f.value::yes_no AS femicide_attempt,
    b.value::yes_no AS disability,
    y.value AS ethnicity,
    v.value::yes_no AS lgbti,
    r.place,
    z.zone,
    coalesce(z.quality, 'ninguna')::geocode_name AS geocode_quality,
    s.value IS NULL OR coalesce(h.wrong, false) OR $all_districts OR coalesce(s.ubigeo = $ubigeo, false) OR coalesce(h.ubigeo = $ubigeo, false) AS belongs,
    d.day IS NULL OR d.reason IS NOT NULL OR s.value IS NULL OR a.number IS NULL OR x.value IS NULL OR t.value IS NULL
        OR coalesce(h.wrong, false) OR coalesce(e.wrong, false) OR l.reason IS NOT NULL OR n.reason IS NOT NULL OR c.reason IS NOT NULL
        OR q.reason IS NOT NULL OR p.reason IS NOT NULL OR u.reason IS NOT NULL OR g.reason IS NOT NULL
        OR f.reason IS NOT NULL OR b.reason IS NOT NULL OR y.reason IS NOT NULL OR v.reason IS NOT NULL AS refused,
    -- What makes the row this record and no other (the source has no number of its own that is no identity),
    -- version 1: these fields, as they were first read. It stays as it is: a second key is a second rounding.
    concat_ws('|', 'cem', strftime(d.written_day, '%Y-%m-%d'), s.value, coalesce(a.number::VARCHAR, ''), coalesce(x.identity, ''),
        coalesce(h.ubigeo, ''), coalesce(e.ubigeo, ''), coalesce(t.identity, ''), coalesce(l.identity, ''),
        coalesce(n.identity, ''), coalesce(c.identity, ''), coalesce(q.identity, ''), coalesce(p.identity, ''),
        coalesce(u.identity, ''), coalesce(g.identity, ''), coalesce(f.identity, ''), coalesce(b.identity, ''),
        coalesce(y.identity, ''), coalesce(v.identity, ''), coalesce(z.normalised, '')) AS identity
FROM received AS r
LEFT JOIN lookups AS s ON s.field = 'service' AND s.raw = r.service
LEFT JOIN lookups AS d ON d.field = 'intake_date' AND d.raw = r.intake_date
LEFT JOIN lookups AS a ON a.field = 'age' AND a.raw = r.age
LEFT JOIN lookups AS x ON x.field = 'sex' AND x.raw = r.sex
LEFT JOIN lookups AS t ON t.field = 'violence_type' AND t.raw = r.violence_type
LEFT JOIN lookups AS l ON l.field = 'relationship' AND l.raw = r.relationship
LEFT JOIN lookups AS n ON n.field = 'risk_level' AND n.raw = r.risk_level
LEFT JOIN lookups AS c ON c.field = 'condition' AND c.raw = r.condition
LEFT JOIN lookups AS q ON q.field = 'complaint' AND q.raw = r.complaint
LEFT JOIN lookups AS p ON p.field = 'protection_measure' AND p.raw = r.protection_measure
LEFT JOIN lookups AS u ON u.field = 'precautionary_measure' AND u.raw = r.precautionary_measure
LEFT JOIN lookups AS g ON g.field = 'legal_support' AND g.raw = r.legal_support
LEFT JOIN lookups AS f ON f.field = 'femicide_attempt' AND f.raw = r.femicide_attempt
LEFT JOIN lookups AS b ON b.field = 'disability' AND b.raw = r.disability
LEFT JOIN lookups AS y ON y.field = 'ethnicity' AND y.raw = r.ethnicity
LEFT JOIN lookups AS v ON v.field = 'lgbti' AND v.raw = r.lgbti
LEFT JOIN places AS z ON z.raw = r.place
LEFT JOIN homes AS h
    ON h.home_department IS NOT DISTINCT FROM r.home_department
    AND h.home_province IS NOT DISTINCT FROM r.home_province
    AND h.home_district IS NOT DISTINCT FROM r.home_district
LEFT JOIN scenes AS e
    ON e.event_department IS NOT DISTINCT FROM r.event_department
    AND e.event_province IS NOT DISTINCT FROM r.event_province
    AND e.event_district IS NOT DISTINCT FROM r.event_district
-- A spreadsheet exports its empty rows too: they are no cases and nobody has to correct them.
WHERE ltrim(r.service) <> ''
    OR trim(concat(r.intake_date, r.age, r.sex, r.violence_type)) <> ''
    OR trim(concat(*COLUMNS(r.* EXCLUDE (file_row_number)))) <> '';

-- Only the places of our own rows are for a person to look at.
CREATE OR REPLACE TEMP TABLE raw_values AS
SELECT 'place' AS field, place AS raw, count(*) AS rows FROM staged WHERE belongs AND place IS NOT NULL GROUP BY ALL;
