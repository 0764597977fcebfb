-- Nothing of the registry stays behind.
DROP VIEW vocabulary_csv;
DROP VIEW tables_csv;
DROP VIEW source_dimensions_csv;
DROP VIEW measures_csv;
DROP VIEW previous_records;
DROP VIEW previous_periods;
DROP VIEW previous_truth;
DROP VIEW protected_records;
DROP VIEW current_periods;
DETACH registry;
