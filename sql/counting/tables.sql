-- Question: which tables are counted? Grain: a table.
SELECT table_id FROM masks ORDER BY table_id;
