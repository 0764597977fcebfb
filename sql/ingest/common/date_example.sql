-- One date that can be read both ways, to show in the question to the sector.
SELECT trim(raw) FROM date_values
WHERE regexp_matches(trim(raw), '^\d{1,2}[/.-]\d{1,2}[/.-]')
ORDER BY split_part(trim(raw), '/', 1) = split_part(trim(raw), '/', 2), raw
LIMIT 1;
