-- Question: which zones are published as one, and why? Grain: one zone of the layer that was joined to others. Parameters: $ubigeo.
SELECT m.zone, m.member_name, m.reason
FROM zone_members AS m
WHERE m.ubigeo = $ubigeo
    AND m.zone IN (SELECT k.zone FROM zone_members AS k WHERE k.ubigeo = $ubigeo GROUP BY k.zone HAVING count(*) > 1)
ORDER BY m.zone, m.member;
