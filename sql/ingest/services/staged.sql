-- The services of a directory with what is wrong with each (table `service_checks`: row_number, latitude,
-- longitude, field, reason). Shelters are left out, always: the observatory never shows one.
CREATE OR REPLACE TEMP TABLE staged AS
SELECT
    r.file_row_number + 1 AS row_number,
    trim(r.name) AS name, plain_words(r.kind) AS kind, c.latitude, c.longitude,
    nullif(trim(said(r.hours)), '') AS hours, nullif(trim(said(r.telephone)), '') AS telephone, nullif(trim(said(r.source)), '') AS source_ref,
    NOT c.shelter AS belongs,
    NOT c.shelter AND c.reason IS NOT NULL AS refused
FROM received AS r
JOIN service_checks AS c ON c.row_number = r.file_row_number + 1;

CREATE OR REPLACE TEMP TABLE staged_problems AS
SELECT c.row_number, c.field, c.value, c.reason, c.detail
FROM service_checks AS c
WHERE c.reason IS NOT NULL AND NOT c.shelter;
