-- Question: which deliveries does this edition have that the edition before did not?
-- Grain: a source in either edition; months as text, such as 2022-03. Of the edition before, the last
-- month that it showed, where its list says so; else the last that it had been given. Parameters: none.
WITH numbers AS (
    SELECT max(edition) AS now, max(edition) FILTER (edition < (SELECT max(n.edition) FROM editions AS n)) AS before
    FROM editions
),

held AS (
    SELECT
        e.edition, i ->> 'source' AS source, i ->> 'delivery' AS delivery, i ->> 'first_month' AS first_month,
        i ->> 'last_month' AS last_month, coalesce(i ->> 'shown_until', i ->> 'last_month') AS shown_until, (i ->> 'demonstration')::BOOLEAN AS demonstration
    FROM (SELECT edition, unnest(json_extract(inputs::JSON, '$[*]')) AS i FROM editions) AS e
),

marked AS (
    SELECT
        h.*, h.edition = n.now AS here,
        h.edition = n.now AND h.delivery NOT IN (SELECT b.delivery FROM held AS b WHERE b.edition = n.before) AS fresh
    FROM held AS h, numbers AS n
    WHERE h.edition IN (n.now, n.before) AND n.before IS NOT NULL
)

SELECT
    source, count(*) FILTER (fresh), min(first_month) FILTER (fresh), max(last_month) FILTER (fresh),
    max(shown_until) FILTER (NOT here), max(last_month) FILTER (here),
    coalesce(bool_and(demonstration) FILTER (NOT here), false), coalesce(bool_and(demonstration) FILTER (here), false)
FROM marked
GROUP BY source
ORDER BY list_position(['cem', 'sidpol', 'police_points', 'demuna', 'renamu'], source), source;
