-- Keeps the names of the CEMs as a temporary table.
CREATE OR REPLACE TEMP TABLE service_names AS SELECT * FROM service_names_new;
