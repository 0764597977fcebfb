-- Each year of a public table has a state of its own; an edition of before showed every year of it.
CREATE TABLE table_years AS
SELECT DISTINCT ubigeo, source, measure, table_id, year, 'publico' AS state FROM cells;
