-- Makes room for a delivery: it answers from now on for the months and offices that it covers, and
-- the first real delivery of a source takes the place of all of that source's demonstration records.
DELETE FROM records WHERE source = $source::source_name AND demonstration AND NOT $demonstration;
DELETE FROM delivery_periods
WHERE source = $source::source_name AND NOT $demonstration
    AND delivery IN (SELECT delivery FROM deliveries WHERE source = $source::source_name AND demonstration);
DELETE FROM records
WHERE source = $source::source_name AND (service, make_date(year, coalesce(month, 1), 1)) IN (SELECT (service, month) FROM covered);
DELETE FROM delivery_periods WHERE source = $source::source_name AND (service, month) IN (SELECT (service, month) FROM covered);
INSERT INTO deliveries VALUES (
    $delivery, $source, $file_name, $file_bytes, $sha256, $received_at, $delivered_by, $edition_of_format,
    $date_order, $demonstration, $completes, $state, $first_month, $last_month,
    $rows_read, $accepted, $refused, $left_out
);
INSERT INTO delivery_periods SELECT $delivery, $source, service, month FROM covered;
