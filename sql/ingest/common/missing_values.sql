-- Of each archived column with words that stand for nothing (view `told_rows`): its field, in how many
-- rows they stand, and up to four of them as written.
WITH cells AS (
    FROM (SELECT COLUMNS(*)::VARCHAR FROM told_rows)
    UNPIVOT (raw FOR field IN (*))
),
found AS (
    SELECT field, trim(raw) AS raw, count(*) AS rows
    FROM cells
    WHERE raw <> '' AND length(raw) < 40 AND NOT regexp_matches(raw, '^\s*\d')
    GROUP BY ALL
),
missing AS (SELECT * FROM found WHERE said(raw) IS NULL)
SELECT field, sum(rows)::BIGINT, string_agg('«' || raw || '»', ', ' ORDER BY rows DESC, raw) FILTER (WHERE place <= 4)
FROM (SELECT *, row_number() OVER (PARTITION BY field ORDER BY rows DESC, raw) AS place FROM missing)
GROUP BY field
ORDER BY field;
