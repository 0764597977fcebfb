-- What each edition counted of each source, from its list of deliveries: table edition_inputs (edition, inputs: JSON
-- list). Of a delivery no more is told than that it came.
INSERT INTO edition_sources
WITH held AS (
    SELECT
        e.edition, i ->> 'source' AS source, i ->> 'delivery' AS delivery,
        coalesce(i ->> 'shown_from', i ->> 'first_month') AS first_month,
        coalesce(i ->> 'shown_until', i ->> 'last_month') AS last_month,
        coalesce((i ->> 'demonstration')::BOOLEAN, false) AS demonstration
    FROM (SELECT edition, unnest(json_extract(inputs, '$[*]')) AS i FROM edition_inputs) AS e
),
ordered AS (
    SELECT edition, lag(edition) OVER (ORDER BY edition) AS before FROM edition_inputs
)
SELECT
    h.edition, h.source, min((h.first_month || '-01')::DATE), max((h.last_month || '-01')::DATE),
    bool_and(h.demonstration), bool_or(b.delivery IS NULL)
FROM held AS h
JOIN ordered AS o ON o.edition = h.edition
LEFT JOIN held AS b ON b.edition = o.before AND b.delivery = h.delivery
GROUP BY h.edition, h.source;
