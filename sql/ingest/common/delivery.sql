-- Notes a delivery.
INSERT INTO deliveries VALUES (
    $delivery, $source, $file_name, $file_bytes, $sha256, $received_at, $delivered_by, $edition_of_format,
    $date_order, $demonstration, $completes, $state, $first_month, $last_month,
    $rows_read, $accepted, $refused, $left_out
);
