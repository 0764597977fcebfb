-- Each cell stands once.
SELECT * EXCLUDE (value, kind, step), count(*) AS times
FROM cells
GROUP BY ALL
HAVING count(*) > 1;
