-- Distinct dates of all the rows (of other subjects too: they show the order of day and month, and the file's range).
CREATE OR REPLACE TEMP VIEW date_values AS
SELECT event_time AS raw, count(*) AS rows FROM received WHERE clean(event_time) IS NOT NULL GROUP BY ALL;
