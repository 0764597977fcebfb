-- Deliveries of each source, in order of arrival.
SELECT
    source::VARCHAR, printf('%06d-%s', delivery, source::VARCHAR), file_name, state,
    received_at, rows_read, accepted, refused, left_out, delivered_by, demonstration
FROM deliveries
ORDER BY delivery;
