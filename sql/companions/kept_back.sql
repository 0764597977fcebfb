-- Tables of a year that are not shown after all: frame tables_kept_back (ubigeo, source, measure, year,
-- table_id).
INSERT INTO kept_back BY NAME SELECT ubigeo, source, measure, table_id, year::SMALLINT AS year FROM tables_kept_back;
DELETE FROM truth
WHERE (ubigeo, source, measure, table_id, year) IN (SELECT (ubigeo, source, measure, table_id, year) FROM kept_back);
