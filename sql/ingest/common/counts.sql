-- How the rows of a staged delivery fared: accepted, refused, left out.
SELECT
    count(*) FILTER (WHERE belongs AND NOT refused) AS accepted,
    count(*) FILTER (WHERE belongs AND refused) AS refused,
    count(*) FILTER (WHERE NOT belongs) AS left_out
FROM staged;
