-- Accepted rows into the registry, each with its key. Equal rows are numbered, so that each has its own.
-- The cases that the district's own CEMs attended are the published universe (column ubigeo).
-- Parameters: $delivery, $demonstration, $inner_pad, $outer_pad, $ubigeo, $all_districts.
INSERT INTO records
WITH kept AS (
    SELECT
        *,
        concat_ws('|', 'cem', strftime(day, '%Y-%m-%d'), service, coalesce(age::VARCHAR, ''), coalesce(sex::VARCHAR, ''),
            coalesce(ubigeo_residence, ''), coalesce(ubigeo_event, ''), coalesce(violence_type::VARCHAR, ''),
            coalesce(relationship::VARCHAR, ''), coalesce(risk_level::VARCHAR, ''), coalesce(condition::VARCHAR, ''),
            coalesce(complaint::VARCHAR, ''), coalesce(protection_measure::VARCHAR, ''),
            coalesce(precautionary_measure::VARCHAR, ''), coalesce(legal_support::VARCHAR, ''),
            coalesce(femicide_attempt::VARCHAR, ''), coalesce(disability::VARCHAR, ''), coalesce(ethnicity, ''),
            coalesce(lgbti::VARCHAR, ''), coalesce(place, '')) AS identity
    FROM staged
    WHERE belongs AND NOT refused
),
numbered AS (
    SELECT *, row_number() OVER (PARTITION BY identity ORDER BY row_number) AS twin FROM kept
)
SELECT
    'cem', 'caso_atendido', $delivery, row_number,
    keyed($inner_pad, $outer_pad, identity || '|' || twin::VARCHAR), NULL,
    $demonstration, year(day), month(day),
    CASE WHEN $all_districts OR ubigeo_service = $ubigeo THEN ubigeo_service END,
    ubigeo_service, ubigeo_residence, ubigeo_event, service, zone, geocode_quality,
    age, age_band_of(age), sex, violence_type, relationship, risk_level, condition, complaint,
    protection_measure, precautionary_measure, legal_support, femicide_attempt, disability, ethnicity, lgbti,
    NULL, 1
FROM numbered;
