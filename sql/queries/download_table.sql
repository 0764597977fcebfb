-- Question: what does one published table of any source and measure say?
-- Grain: one published cell; an empty dimension means all of it. Parameters: $ubigeo, $source, $measure, $table_id.
SELECT
    source, measure, table_id, year, quarter, month, age_group, sex, violence_type, zone, relationship, risk_level,
    condition, complaint, protection_measure, precautionary_measure, legal_support, value, note, changed, edition
FROM cells
WHERE ubigeo = $ubigeo AND source = $source AND measure = $measure AND table_id = $table_id
ORDER BY
    year, quarter, month, age_group, sex, violence_type, zone, relationship, risk_level, condition, complaint,
    protection_measure, precautionary_measure, legal_support;
