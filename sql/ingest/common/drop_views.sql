-- The views over the archive's files serve the build only.
DROP VIEW IF EXISTS received;
DROP VIEW IF EXISTS base_rows;
DROP VIEW IF EXISTS fixed_rows;
DROP VIEW IF EXISTS newest_fixes;
DROP VIEW IF EXISTS codes;
DROP VIEW IF EXISTS identity_codes;
