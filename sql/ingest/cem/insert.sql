-- Accepted rows into the registry, each with its key. Equal rows are numbered, so that each has its own.
-- The cases that the district's own CEMs attended are the published universe (column ubigeo).
-- Parameters: $delivery, $demonstration, $inner_pad, $outer_pad, $ubigeo, $all_districts.

-- Equal rows are few: only they are sorted and numbered.
CREATE OR REPLACE TEMP TABLE twins AS
WITH repeated AS (
    SELECT hash(identity) AS h FROM staged WHERE belongs AND NOT refused GROUP BY h HAVING count(*) > 1
)
SELECT row_number, row_number() OVER (PARTITION BY identity ORDER BY row_number) AS twin
FROM staged
WHERE belongs AND NOT refused AND hash(identity) IN (SELECT h FROM repeated);

INSERT INTO records
SELECT
    'cem', 'caso_atendido', $delivery, s.row_number,
    keyed($inner_pad, $outer_pad, s.identity || '|' || coalesce(w.twin, 1)::VARCHAR), NULL,
    $demonstration, year(s.day), month(s.day),
    CASE WHEN $all_districts OR s.ubigeo_service = $ubigeo THEN s.ubigeo_service END,
    s.ubigeo_service, s.ubigeo_residence, s.ubigeo_event, s.service, s.zone, s.geocode_quality,
    s.age, age_band_of(s.age), s.sex, s.violence_type, s.relationship, s.risk_level, s.condition, s.complaint,
    s.protection_measure, s.precautionary_measure, s.legal_support, s.femicide_attempt, s.disability, s.ethnicity,
    s.lgbti, NULL, 1
FROM staged AS s
LEFT JOIN twins AS w ON w.row_number = s.row_number
WHERE s.belongs AND NOT s.refused;
