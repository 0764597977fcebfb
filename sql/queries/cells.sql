-- Question: what does one published table of the principal or another measure say? Grain: one published cell.
-- Parameters: $ubigeo, $source, $measure, $table_id.
SELECT
    year, quarter, month, age_group, sex, violence_type, zone, relationship, risk_level, condition, complaint,
    protection_measure, precautionary_measure, legal_support, value, note, changed, stale_count
FROM cells
WHERE ubigeo = $ubigeo AND source = $source AND measure = $measure AND table_id = $table_id
ORDER BY
    year, quarter, month, age_group, sex, violence_type, zone, relationship, risk_level, condition, complaint,
    protection_measure, precautionary_measure, legal_support;
