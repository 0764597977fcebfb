-- What is archived of the points: the used columns without the coordinates nor what only qualified
-- them (and may be free text), with the zone in their place; in the file's order.
CREATE OR REPLACE TEMP VIEW archived AS
SELECT
    p.event_time, p.province, p.district, p.ubigeo, p.kind, p.station_event, p.station_registered, p.place,
    z.zone, z.point_state
FROM points AS p
JOIN located AS z ON z.file_row_number = p.file_row_number
ORDER BY p.file_row_number;
