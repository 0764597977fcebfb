-- Only open sources show figures as they were published.
SELECT c.source, c.table_id, c.kind
FROM cells AS c
JOIN sources AS s USING (source)
WHERE (c.kind IN ('open', 'inferred')) = s.protected;
