-- Cells of the protected sources: the truth beside what is published. Every cell that a public table
-- could have is there: an empty one looks like a small one. How a value is rounded: 05_rounding.sql.
--
-- A cell says what it said until at least $threshold of its records (persons, where they are told apart)
-- came or went since it was said: what it says stands for a set of records of which an earlier edition
-- (`said`) counted all, and no two sets that a cell ever stood for are fewer apart. Only the exact total
-- of a closed year is always of today. `stale_count`: how many may have come or gone since, as far as an
-- outsider can tell (0 where nothing of its months did; null where persons are told apart, who may come
-- any number of times).
--
-- All cells of a table and year are rounded to one step, `times` the base: once coarser, it stays so
-- (ingest/audit/companions.py makes it so). Parameters: $threshold, $base, $edition.

-- The counts by the names of their categories: what is not said is a category too.
CREATE TEMP TABLE named_counted AS
SELECT
    said, moved, ubigeo, source, measure, year, mask, n, persons, cell_key, month, quarter,
    CASE WHEN mask & 1024 = 0 THEN coalesce(age_group::VARCHAR, 'sin_dato') END AS age_group,
    CASE WHEN mask & 512 = 0 THEN coalesce(sex::VARCHAR, 'sin_dato') END AS sex,
    CASE WHEN mask & 256 = 0 THEN coalesce(violence_type::VARCHAR, 'sin_dato') END AS violence_type,
    CASE WHEN mask & 128 = 0 THEN coalesce(zone, 'sin_zona') END AS zone,
    CASE WHEN mask & 64 = 0 THEN coalesce(relationship::VARCHAR, 'sin_dato') END AS relationship,
    CASE WHEN mask & 32 = 0 THEN coalesce(risk_level::VARCHAR, 'sin_dato') END AS risk_level,
    CASE WHEN mask & 16 = 0 THEN coalesce(condition::VARCHAR, 'sin_dato') END AS condition,
    CASE WHEN mask & 8 = 0 THEN coalesce(complaint::VARCHAR, 'sin_dato') END AS complaint,
    CASE WHEN mask & 4 = 0 THEN coalesce(protection_measure::VARCHAR, 'sin_dato') END AS protection_measure,
    CASE WHEN mask & 2 = 0 THEN coalesce(precautionary_measure::VARCHAR, 'sin_dato') END AS precautionary_measure,
    CASE WHEN mask & 1 = 0 THEN coalesce(legal_support::VARCHAR, 'sin_dato') END AS legal_support
FROM counted;
CREATE TEMP VIEW named_counts AS SELECT * EXCLUDE (said, moved) FROM named_counted WHERE said IS NULL;

-- What each cell said in the editions before, unless it is too far from today's records.
CREATE TEMP TABLE quoted AS
WITH near AS (
    SELECT e.*
    FROM earlier_truth AS e
    JOIN catalogue AS k USING (source, measure, table_id)
    ANTI JOIN begun_anew AS b USING (source)
    LEFT JOIN named_counted AS c
        ON c.said = e.said AND c.ubigeo = e.ubigeo AND c.source = e.source AND c.measure = e.measure AND c.year = e.year AND c.mask = k.mask
        AND c.month IS NOT DISTINCT FROM e.month AND c.quarter IS NOT DISTINCT FROM e.quarter
        AND c.age_group IS NOT DISTINCT FROM e.age_group AND c.sex IS NOT DISTINCT FROM e.sex
        AND c.violence_type IS NOT DISTINCT FROM e.violence_type AND c.zone IS NOT DISTINCT FROM e.zone
        AND c.relationship IS NOT DISTINCT FROM e.relationship AND c.risk_level IS NOT DISTINCT FROM e.risk_level
        AND c.condition IS NOT DISTINCT FROM e.condition AND c.complaint IS NOT DISTINCT FROM e.complaint
        AND c.protection_measure IS NOT DISTINCT FROM e.protection_measure AND c.precautionary_measure IS NOT DISTINCT FROM e.precautionary_measure
        AND c.legal_support IS NOT DISTINCT FROM e.legal_support
    WHERE coalesce(least(c.moved, c.persons), 0) < $threshold
)
-- The last one that said something near.
SELECT
    ubigeo, source, measure, table_id, year, month, quarter, age_group, sex, violence_type,
        zone, relationship, risk_level, condition, complaint, protection_measure, precautionary_measure, legal_support,
    said, said_n, said_persons, said_key,
    -- The finest step, `times` the base, that these records were told in: whoever kept it knows.
    CASE WHEN threshold = $threshold AND base = $base THEN coalesce(told, times) END AS told
FROM near
QUALIFY row_number() OVER (
    PARTITION BY ubigeo, source, measure, table_id, year, month, quarter, age_group, sex, violence_type,
        zone, relationship, risk_level, condition, complaint, protection_measure, precautionary_measure, legal_support
    ORDER BY edition DESC
) = 1;

-- The truth beside what is published: what the audit judges; it never leaves the restricted side.
CREATE TEMP TABLE truth AS
WITH wanted AS (
    SELECT l.* EXCLUDE (ubigeo, known), t.ubigeo, t.dimensions, y.closed
    FROM deep_years AS t
    JOIN year_lattice AS l
        ON l.source = t.source AND l.measure = t.measure AND l.table_id = t.table_id AND l.year = t.year
        AND (l.ubigeo IS NULL OR l.ubigeo = t.ubigeo)
    JOIN source_years AS y ON y.source = l.source AND y.year = l.year
    WHERE t.shown
),
matched AS (
    SELECT
        w.*, coalesce(f.n, 0) AS n, coalesce(f.persons, 0) AS persons, coalesce(f.cell_key, 0)::UBIGINT AS cell_key,
        b.source IS NOT NULL AS by_person, w.table_id = 'total' AND w.closed AND coalesce(f.persons, 0) >= $threshold AS exact
    FROM wanted AS w
    LEFT JOIN sources_by_person AS b ON b.source = w.source
    LEFT JOIN named_counts AS f
        ON f.ubigeo = w.ubigeo AND f.source = w.source AND f.measure = w.measure AND f.year = w.year AND f.mask = w.mask
        AND f.month IS NOT DISTINCT FROM w.month AND f.quarter IS NOT DISTINCT FROM w.quarter
        AND f.age_group IS NOT DISTINCT FROM w.age_group AND f.sex IS NOT DISTINCT FROM w.sex
        AND f.violence_type IS NOT DISTINCT FROM w.violence_type AND f.zone IS NOT DISTINCT FROM w.zone
        AND f.relationship IS NOT DISTINCT FROM w.relationship AND f.risk_level IS NOT DISTINCT FROM w.risk_level
        AND f.condition IS NOT DISTINCT FROM w.condition AND f.complaint IS NOT DISTINCT FROM w.complaint
        AND f.protection_measure IS NOT DISTINCT FROM w.protection_measure
        AND f.precautionary_measure IS NOT DISTINCT FROM w.precautionary_measure
        AND f.legal_support IS NOT DISTINCT FROM w.legal_support
),
said AS (
    SELECT
        m.*, q.said IS NOT NULL AND NOT m.exact AS settled,
        CASE WHEN m.exact THEN 0
            WHEN v.months IS NULL OR NOT list_has_any(v.months, CASE WHEN m.month IS NOT NULL THEN [m.month]
                WHEN m.quarter IS NOT NULL THEN quarter_months(m.quarter) ELSE v.months END) THEN 0
            WHEN NOT m.by_person THEN $threshold - 1 END AS stale_count,
        q.* EXCLUDE (ubigeo, source, measure, table_id, year, month, quarter, age_group, sex, violence_type,
        zone, relationship, risk_level, condition, complaint, protection_measure, precautionary_measure, legal_support)
    FROM matched AS m
    LEFT JOIN quoted AS q
        ON q.ubigeo = m.ubigeo AND q.source = m.source AND q.measure = m.measure AND q.table_id = m.table_id AND q.year = m.year
        AND q.month IS NOT DISTINCT FROM m.month AND q.quarter IS NOT DISTINCT FROM m.quarter
        AND q.age_group IS NOT DISTINCT FROM m.age_group AND q.sex IS NOT DISTINCT FROM m.sex
        AND q.violence_type IS NOT DISTINCT FROM m.violence_type AND q.zone IS NOT DISTINCT FROM m.zone
        AND q.relationship IS NOT DISTINCT FROM m.relationship AND q.risk_level IS NOT DISTINCT FROM m.risk_level
        AND q.condition IS NOT DISTINCT FROM m.condition AND q.complaint IS NOT DISTINCT FROM m.complaint
        AND q.protection_measure IS NOT DISTINCT FROM m.protection_measure AND q.precautionary_measure IS NOT DISTINCT FROM m.precautionary_measure
        AND q.legal_support IS NOT DISTINCT FROM m.legal_support
    LEFT JOIN moved_months AS v
        ON v.said = q.said AND v.ubigeo = m.ubigeo AND v.source = m.source AND v.measure = m.measure AND v.year = m.year
),
-- What nothing came to or went from is of today.
stood AS (
    SELECT * REPLACE (
        CASE WHEN settled AND stale_count IS DISTINCT FROM 0 THEN said ELSE $edition END AS said,
        CASE WHEN settled THEN said_n ELSE n END AS said_n,
        CASE WHEN settled THEN said_persons ELSE persons END AS said_persons,
        CASE WHEN settled THEN said_key ELSE cell_key END AS said_key
    )
    FROM said
),
finest AS (
    SELECT
        ubigeo, source, measure, table_id, dimensions, year, quarter, month, age_group, sex, violence_type, zone, relationship,
        risk_level, condition, complaint, protection_measure, precautionary_measure, legal_support,
        n, cell_key,
        CASE
            WHEN said_persons < $threshold THEN NULL
            WHEN exact THEN n
            ELSE rounded_by_key(said_n, said_key, $base)
        END AS value_1,
        CASE
            WHEN said_persons < $threshold THEN 'menos de ' || $threshold::VARCHAR || CASE WHEN by_person THEN ' personas' ELSE '' END
            WHEN exact THEN 'exacto'
            ELSE 'redondeado'
        END AS note,
        CASE WHEN settled THEN told END AS told,
        said, said_n, said_persons, said_key, stale_count
    FROM stood
),
-- What it would be if its table had to be rounded more coarsely, so that a cell beside it can't be reckoned.
coarser AS (
    SELECT *, rounded_on(value_1, said_key & 1 = 1, 2 * $base, $threshold) AS value_2 FROM finest
),
coarsest AS (
    SELECT *, rounded_on(value_2, said_key & 2 = 2, 4 * $base, $threshold) AS value_4 FROM coarser
),
steps_before AS (
    SELECT ubigeo, source, measure, table_id, year, max(times) AS times
    FROM earlier_truth
    WHERE edition = (SELECT max(edition) FROM earlier_truth) AND threshold = $threshold AND base = $base
    GROUP BY ALL
)
SELECT c.*, c.value_1 AS value, coalesce(b.times, 1)::INTEGER AS times
FROM coarsest AS c
LEFT JOIN steps_before AS b
    ON b.ubigeo = c.ubigeo AND b.source = c.source AND b.measure = c.measure AND b.table_id = c.table_id AND b.year = c.year;
