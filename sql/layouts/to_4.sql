-- A cell is its table and its codes, in the order of its table's dimensions; what its note said in words is a kind
-- and a step (table coded_cells: layouts/coded.sql).
UPDATE tables SET dimensions = 'sex|relationship' WHERE dimensions = 'relationship|sex';
DROP VIEW wide_cells;
DROP TABLE cells;
CREATE TABLE cells AS FROM coded_cells;
