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

-- What each cell said in the editions before, unless it is too far from today's records.
CREATE TEMP TABLE quoted AS
WITH near AS (
    SELECT e.*
    FROM earlier_truth AS e
    ANTI JOIN begun_anew AS b USING (source)
    JOIN lattice AS l
        ON l.source = e.source AND l.measure = e.measure AND l.table_id = e.table_id AND l.codes = e.codes
        AND (l.ubigeo IS NULL OR l.ubigeo = e.ubigeo)
    LEFT JOIN counted AS c
        ON c.said = e.said AND c.ubigeo = e.ubigeo AND c.source = e.source AND c.measure = e.measure AND c.table_id = e.table_id
        AND c.year = e.year AND c.cell = l.cell
    WHERE coalesce(least(c.moved, c.persons), 0) < $threshold
)
-- The last one that said something near.
SELECT
    ubigeo, source, measure, table_id, year, codes, said, said_n, said_persons, said_key,
    -- The finest step, `times` the base, that these records were told in: whoever kept it knows.
    CASE WHEN threshold = $threshold AND base = $base THEN coalesce(told, times) END AS told
FROM near
QUALIFY row_number() OVER (PARTITION BY ubigeo, source, measure, table_id, year, codes ORDER BY edition DESC) = 1;

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
    LEFT JOIN counts AS f
        ON f.ubigeo = w.ubigeo AND f.source = w.source AND f.measure = w.measure AND f.table_id = w.table_id AND f.year = w.year
        AND f.cell = w.cell
),
said AS (
    SELECT
        m.*, q.said IS NOT NULL AND NOT m.exact AS settled,
        CASE WHEN m.exact THEN 0
            WHEN v.months IS NULL OR NOT list_has_any(v.months, CASE WHEN m.month IS NOT NULL THEN [m.month]
                WHEN m.quarter IS NOT NULL THEN quarter_months(m.quarter) ELSE v.months END) THEN 0
            WHEN NOT m.by_person THEN $threshold - 1 END AS stale_count,
        q.said, q.said_n, q.said_persons, q.said_key, q.told
    FROM matched AS m
    LEFT JOIN quoted AS q
        ON q.ubigeo = m.ubigeo AND q.source = m.source AND q.measure = m.measure AND q.table_id = m.table_id AND q.year = m.year
        AND q.codes = m.codes
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
        ubigeo, source, measure, table_id, dimensions, year, codes, n, cell_key,
        CASE
            WHEN said_persons < $threshold THEN NULL
            WHEN exact THEN n
            ELSE rounded_by_key(said_n, said_key, $base)
        END AS value_1,
        CASE WHEN said_persons < $threshold THEN CASE WHEN by_person THEN 'below_persons' ELSE 'below' END
            WHEN exact THEN 'exact'
            ELSE 'rounded'
        END AS kind,
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
SELECT
    c.*, CASE WHEN c.kind = 'rounded' THEN $base END::BIGINT AS step, c.value_1 AS value, coalesce(b.times, 1)::INTEGER AS times
FROM coarsest AS c
LEFT JOIN steps_before AS b
    ON b.ubigeo = c.ubigeo AND b.source = c.source AND b.measure = c.measure AND b.table_id = c.table_id AND b.year = c.year;
