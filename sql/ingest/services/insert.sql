-- A directory takes the place of all the services that there were.
-- Parameters: $delivery.
DELETE FROM services;
INSERT INTO services BY NAME
SELECT $delivery AS delivery, name, kind, latitude, longitude, hours, telephone, source_ref
FROM staged
WHERE belongs AND NOT refused;
