-- The records that each quoted edition counted, and which zones it had made one. What an edition said whose
-- records are not there any more can't be quoted.
-- View kept_records (their files), frames earlier_editions (edition, filename), earlier_maps (edition, ubigeo,
-- member, zone).
CREATE TEMP TABLE earlier_records AS
SELECT f.edition, r.* EXCLUDE (filename)
FROM kept_records AS r
JOIN earlier_editions AS f USING (filename);
CREATE TEMP TABLE earlier_zones AS FROM earlier_maps;
DELETE FROM earlier_truth WHERE said NOT IN (SELECT DISTINCT edition FROM earlier_records);
