-- Accepted points into the registry, each with its key; equal rows are numbered, so that each has its own.
-- Parameters: $delivery, $demonstration, $inner_pad, $outer_pad.
INSERT INTO records (
    source, measure, delivery, row_number, record_key, demonstration, year, month,
    ubigeo, ubigeo_event, service, zone, geocode_quality, count
)
WITH numbered AS (
    SELECT *, row_number() OVER (PARTITION BY identity ORDER BY row_number) AS twin
    FROM staged
    WHERE belongs AND NOT refused
)
SELECT
    'police_points', 'punto_denuncia', $delivery, row_number,
    keyed($inner_pad, $outer_pad, identity || '|' || twin::VARCHAR),
    $demonstration, year(day), month(day), ubigeo, ubigeo, service, zone, geocode_quality, 1
FROM numbered;
