-- Keeps the located places as a temporary table.
CREATE OR REPLACE TEMP TABLE places AS SELECT * FROM places_new;
