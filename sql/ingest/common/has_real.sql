-- Whether the source already has real (not demonstration) deliveries in force.
SELECT count(*) > 0 FROM deliveries WHERE source = $source::source_name AND NOT demonstration AND state <> 'retirada';
