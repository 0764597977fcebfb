-- Keeps the problems of a delivery (given as JSON rows: delivery, line, column, value, code, reason).
INSERT INTO refused_rows
SELECT (r ->> 0)::INTEGER, (r ->> 1)::BIGINT, r ->> 2, r ->> 3, r ->> 4, r ->> 5
FROM (SELECT unnest(json_extract($rows::JSON, '$[*]')) AS r);
