-- Question: what did each edition count of each source, and did a delivery of it come since the one before?
-- Grain: edition and source, the newest edition first, sources in their fixed order. Parameters: $sources.
SELECT edition, source, first_month, last_month, demonstration, delivered
FROM edition_sources
ORDER BY edition DESC, list_position($sources, source), source;
