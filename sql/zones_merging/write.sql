-- The zones of the edition and what each is made of, from the frames merged_zones and merged_members.
INSERT INTO zones BY NAME SELECT ubigeo, zone, name, geometry, kind FROM merged_zones;
INSERT INTO zone_members BY NAME SELECT ubigeo, zone, member, member_name, reason FROM merged_members;
