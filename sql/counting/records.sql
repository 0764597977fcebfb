-- The records that are counted (said is null), and those that came or went since the edition `said`.
CREATE TEMP VIEW counted_records AS
SELECT * EXCLUDE (ubigeo_residence) FROM (SELECT NULL::INTEGER AS said, * FROM universe UNION ALL BY NAME FROM differences);
