-- The distinct things that a register says of its cases (field, sheet, value as written). The sheet
-- matters for the sex alone: each may have letters of its own.
SELECT 'matter' AS field, '' AS sheet, matter AS raw FROM cases WHERE matter IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'age', '', age FROM cases WHERE age IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'person_code', '', person_code FROM cases WHERE person_code IS NOT NULL GROUP BY ALL
UNION ALL SELECT 'sex', sheet, sex FROM cases WHERE sex IS NOT NULL GROUP BY ALL
ORDER BY ALL;
