-- The cells of before layout 4 with what they were rounded to: view wide_cells.
CREATE TEMP VIEW wide_cells AS
SELECT c.*, e.base FROM cells AS c CROSS JOIN (SELECT base FROM editions ORDER BY edition DESC LIMIT 1) AS e;
