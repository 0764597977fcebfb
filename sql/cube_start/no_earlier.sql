-- Before the first edition: nothing was counted yet.
CREATE TEMP TABLE earlier_records AS SELECT 0 AS edition, * FROM protected_records LIMIT 0;
CREATE TEMP TABLE earlier_zones AS SELECT 0 AS edition, '' AS ubigeo, '' AS member, '' AS zone WHERE false;
CREATE TEMP VIEW previous_records AS FROM protected_records LIMIT 0;
CREATE TEMP VIEW previous_periods AS FROM current_periods LIMIT 0;
