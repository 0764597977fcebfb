-- Question: what does the edition that is shown have, and the one that would take its place not?
-- A source whose real figures take the place of a demonstration loses nothing by it.
-- Grain: source, and the year or month that it loses (both null: all of it). Parameters: none.
CREATE TEMP VIEW judged AS
SELECT s.source FROM shown.sources AS s
LEFT JOIN made.sources AS m ON m.source = s.source
WHERE NOT (s.demonstration AND coalesce(NOT m.demonstration, false));

CREATE TEMP VIEW years AS
SELECT DISTINCT c.source, c.year FROM shown.cells AS c SEMI JOIN judged AS j ON j.source = c.source
EXCEPT SELECT DISTINCT source, year FROM made.cells;

CREATE TEMP VIEW months AS
SELECT v.source, v.year, v.month FROM shown.coverage AS v SEMI JOIN judged AS j ON j.source = v.source
WHERE v.state IN ('recibido', 'parcial')
EXCEPT SELECT source, year, month FROM made.coverage WHERE state IN ('recibido', 'parcial');

SELECT DISTINCT y.source, NULL AS year, NULL AS month FROM years AS y ANTI JOIN made.cells AS c ON c.source = y.source
UNION ALL
SELECT y.source, y.year, NULL FROM years AS y SEMI JOIN made.cells AS c ON c.source = y.source
UNION ALL
SELECT m.source, m.year, m.month FROM months AS m ANTI JOIN years AS y ON y.source = m.source AND y.year = m.year
ORDER BY ALL;
