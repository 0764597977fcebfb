-- Feminicide and attempts of a district are shown by year and no deeper: not by month, zone or anything
-- else. Departments and the country may be.
SELECT f.table_name, f.year, f.dimension, f.category
FROM published_figures AS f
WHERE regexp_matches(lower(strip_accents(concat_ws(' ', f.table_name, f.dimension, f.category, f.unit))), 'femi(ni)?cid')
    AND length(f.ubigeo) = 6
    AND NOT (f.first_month = 1 AND f.last_month = 12)
UNION ALL
SELECT c.dimension, NULL, c.dimension, c.code
FROM categories AS c
WHERE regexp_matches(lower(strip_accents(c.dimension || ' ' || c.code)), 'femi(ni)?cid');
