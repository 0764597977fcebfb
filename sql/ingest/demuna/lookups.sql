-- Keeps what the words of the register mean, and which matters are violence, as temporary tables.
CREATE OR REPLACE TEMP TABLE lookups AS SELECT * FROM lookups_new;
CREATE OR REPLACE TEMP TABLE violence_matters AS SELECT * FROM violence_new;
