-- Synthetic: a public file of one district becomes one of many, by giving the cells of that district to
-- invented ones (900001, 900002, …) as well. Only for measuring how the size of the cube is felt.
-- Parameters: $ubigeo (the district that is there), $more (how many invented ones).
INSERT INTO cells BY NAME
SELECT (900000 + d.range)::VARCHAR AS ubigeo, c.* EXCLUDE (ubigeo)
FROM range(1, $more + 1) AS d, (SELECT * FROM cells WHERE ubigeo = $ubigeo) AS c;
INSERT INTO tables BY NAME
SELECT (900000 + d.range)::VARCHAR AS ubigeo, c.* EXCLUDE (ubigeo)
FROM range(1, $more + 1) AS d, (SELECT * FROM tables WHERE ubigeo = $ubigeo) AS c;
INSERT INTO categories BY NAME
SELECT (900000 + d.range)::VARCHAR AS ubigeo, c.* EXCLUDE (ubigeo)
FROM range(1, $more + 1) AS d, (SELECT * FROM categories WHERE ubigeo = $ubigeo) AS c;
INSERT INTO indicators BY NAME
SELECT (900000 + d.range)::VARCHAR AS ubigeo, c.* EXCLUDE (ubigeo)
FROM range(1, $more + 1) AS d, (SELECT * FROM indicators WHERE ubigeo = $ubigeo) AS c;
INSERT INTO zones BY NAME
SELECT (900000 + d.range)::VARCHAR AS ubigeo, c.* EXCLUDE (ubigeo)
FROM range(1, $more + 1) AS d, (SELECT * FROM zones WHERE ubigeo = $ubigeo) AS c;
INSERT INTO zone_members BY NAME
SELECT (900000 + d.range)::VARCHAR AS ubigeo, c.* EXCLUDE (ubigeo)
FROM range(1, $more + 1) AS d, (SELECT * FROM zone_members WHERE ubigeo = $ubigeo) AS c;
INSERT INTO population BY NAME
SELECT (900000 + d.range)::VARCHAR AS ubigeo, c.* EXCLUDE (ubigeo)
FROM range(1, $more + 1) AS d, (SELECT * FROM population WHERE ubigeo = $ubigeo) AS c;
