-- What each cell says, by the step of its table and year. Parameter: $base.
UPDATE truth SET value = CASE times WHEN 1 THEN value_1 WHEN 2 THEN value_2 ELSE value_4 END, step = times * $base
WHERE times > 1 AND kind = 'rounded';
UPDATE truth SET told = least(coalesce(told, times), times);
