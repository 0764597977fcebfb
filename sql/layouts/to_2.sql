-- Lists of deliveries, with their hashes, become months of sources; rows read of protected sources are not told;
-- a cell says how far it may be from today, and those of these editions were of their day.
CREATE TEMP TABLE edition_inputs AS SELECT edition, inputs::JSON AS inputs FROM editions;
ALTER TABLE editions DROP COLUMN inputs;
CREATE TABLE edition_sources (
    edition INTEGER, source VARCHAR, first_month DATE, last_month DATE, demonstration BOOLEAN, delivered BOOLEAN
);
ALTER TABLE cells ADD COLUMN stale_count BIGINT DEFAULT 0;
UPDATE sources SET rows_read = NULL WHERE protected;
