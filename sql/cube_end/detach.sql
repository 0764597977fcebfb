-- Nothing of the registry stays behind.
DROP VIEW vocabulary_csv;
DROP VIEW tables_csv;
DROP VIEW source_dimensions_csv;
DROP VIEW measures_csv;
DETACH registry;
