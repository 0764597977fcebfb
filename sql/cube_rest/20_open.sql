-- Open sources are shown as their publishers print them. A month delivered without a row is a zero
-- (the adapter writes it, as row 0), and its cell says that it is inferred; a month that was not delivered is
-- not there. Parameter: $edition.
CREATE TEMP TABLE open_records AS
SELECT r.ubigeo, r.source::VARCHAR AS source, r.measure, r.year, r.month, r.count, r.row_number = 0 AS inferred
FROM registry.records AS r
JOIN registry.sources AS s ON s.source = r.source AND NOT s.protected
WHERE r.ubigeo IS NOT NULL
    AND (r.month IS NULL OR (r.year, r.month) IN (SELECT (year, month) FROM calendar));

-- What a file did not tell of some month (complaints of every kind, as context) has no total of that year.
CREATE TEMP TABLE whole_years AS
SELECT ubigeo, source, measure, year
FROM open_records
GROUP BY ubigeo, source, measure, year
QUALIFY count(DISTINCT month) = max(count(DISTINCT month)) OVER (PARTITION BY ubigeo, source, year);

INSERT INTO cells BY NAME
SELECT $edition AS edition, ubigeo, source, measure, 'total' AS table_id, year, []::VARCHAR[] AS codes,
    CASE WHEN bool_and(inferred) THEN 'inferred' ELSE 'open' END AS kind, sum(count)::BIGINT AS value
FROM open_records SEMI JOIN whole_years USING (ubigeo, source, measure, year) GROUP BY ALL
UNION ALL BY NAME
SELECT $edition AS edition, ubigeo, source, measure, 'month' AS table_id, year, [month::VARCHAR] AS codes,
    CASE WHEN bool_and(inferred) THEN 'inferred' ELSE 'open' END AS kind, sum(count)::BIGINT AS value
FROM open_records WHERE month IS NOT NULL GROUP BY ALL;

INSERT INTO tables
SELECT DISTINCT ubigeo, source, measure, 'total', 'Total del año', '', 'publico', 'Fuente abierta: se muestra como se publicó.' FROM open_records
UNION ALL
SELECT DISTINCT ubigeo, source, measure, 'month', 'Mes', 'month', 'publico', 'Fuente abierta: se muestra como se publicó.'
FROM open_records WHERE month IS NOT NULL;

INSERT INTO table_years
SELECT DISTINCT ubigeo, source, measure, table_id, year, 'publico' FROM cells WHERE kind IN ('open', 'inferred');
