-- Before the first edition: nothing was counted yet.
CREATE TEMP VIEW previous_records AS FROM protected_records LIMIT 0;
CREATE TEMP VIEW previous_periods AS FROM current_periods LIMIT 0;
