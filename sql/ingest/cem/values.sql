-- Each distinct value of each used column, once: everything that costs time is done on these few
-- values, and the rows then only look them up.
CREATE OR REPLACE TEMP TABLE raw_values AS
SELECT 'service' AS field, service AS raw, count(*) AS rows FROM received GROUP BY ALL
UNION ALL SELECT 'condition', condition, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'intake_date', intake_date, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'age', age, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'sex', sex, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'violence_type', violence_type, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'relationship', relationship, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'risk_level', risk_level, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'complaint', complaint, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'protection_measure', protection_measure, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'precautionary_measure', precautionary_measure, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'legal_support', legal_support, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'femicide_attempt', femicide_attempt, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'disability', disability, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'ethnicity', ethnicity, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'lgbti', lgbti, count(*) FROM received GROUP BY ALL
UNION ALL SELECT 'place', place, count(*) FROM received GROUP BY ALL;

CREATE OR REPLACE TEMP VIEW date_values AS
SELECT raw, rows FROM raw_values WHERE field = 'intake_date' AND clean(raw) IS NOT NULL;
