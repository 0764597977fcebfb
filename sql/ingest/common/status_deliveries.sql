-- Deliveries of each source, in order of arrival.
SELECT
    source::VARCHAR, printf('%06d-%s', delivery, source::VARCHAR), file_name, state,
    strftime(received_at, '%Y-%m-%dT%H:%M:%S'), rows_read, accepted, refused, left_out, delivered_by, demonstration
FROM deliveries
ORDER BY delivery;
