-- Only open sources show figures as they were published.
SELECT c.source, c.table_id, c.note
FROM cells AS c
JOIN sources AS s USING (source)
WHERE (c.note IN ('publicado', 'cero inferido')) = s.protected;
