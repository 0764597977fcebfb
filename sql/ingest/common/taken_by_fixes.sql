-- What the corrected delivery would take from an earlier one: it covered none of it before.
SELECT c.service, strftime(c.month, '%Y-%m')
FROM covered AS c
JOIN held_before AS h ON h.service = c.service AND h.month = c.month
ORDER BY ALL
LIMIT 1;
