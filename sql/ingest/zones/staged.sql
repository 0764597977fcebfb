-- The zones of a layer, which was refused whole on arrival if any was at fault. A layer covers no month.
CREATE OR REPLACE TEMP TABLE staged AS
SELECT file_row_number + 1 AS row_number, ubigeo, zone, name, kind, geometry, true AS belongs, false AS refused
FROM received;
CREATE OR REPLACE TEMP TABLE staged_problems (row_number BIGINT, field VARCHAR, value VARCHAR, reason VARCHAR, detail VARCHAR);
