-- Each cell stands once.
SELECT * EXCLUDE (value, note), count(*) AS times
FROM cells
GROUP BY ALL
HAVING count(*) > 1;
