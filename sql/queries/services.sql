-- Question: which services may be shown? Grain: one service. Parameters: none.
SELECT name, kind, latitude, longitude, hours, telephone FROM services ORDER BY kind, name, latitude, longitude, hours, telephone;
