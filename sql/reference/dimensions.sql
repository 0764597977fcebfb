-- What cells are told apart by, in the order of their codes; and which of it a record says beside its month.
-- View dimensions_csv (data/reference/dimensions.csv).
SET VARIABLE dims = (SELECT list(dimension ORDER BY position::INTEGER) FROM dimensions_csv);
SET VARIABLE traits = (SELECT list(dimension) FROM dimensions_csv WHERE coalesce(unknown, '') <> '');
