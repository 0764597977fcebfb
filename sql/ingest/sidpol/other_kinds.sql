-- How many rows of the file, of whatever district, are of another kind than violence.
SELECT count(*) FROM staged WHERE NOT subject;
