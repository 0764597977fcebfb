-- What has to be told of the rows of ours in the ministry's table: how many repeat one of the same centre and
-- year, in how many the sexes do not add up to the total, and in how many the types do not.
SELECT
    count(*) FILTER (WHERE repeated AND NOT refused),
    count(*) FILTER (WHERE women + men <> total),
    count(*) FILTER (WHERE psychological + physical + sexual + economic <> total)
FROM staged
WHERE belongs;
