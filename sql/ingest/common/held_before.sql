-- Months and offices of a source that a delivery earlier than this one answers for today.
-- Parameters: $source, $delivery.
SELECT service, month FROM delivery_periods WHERE source = $source::source_name AND delivery < $delivery;
