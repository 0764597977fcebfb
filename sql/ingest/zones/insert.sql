-- A layer takes the place of all the zones that the district had.
-- Parameters: $delivery.
DELETE FROM zones WHERE ubigeo IN (SELECT ubigeo FROM staged);
INSERT INTO zones BY NAME
SELECT $delivery AS delivery, ubigeo, zone, name, kind, geometry FROM staged;
