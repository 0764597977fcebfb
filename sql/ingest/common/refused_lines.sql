-- Lines of a delivered file that are refused now, which its sector may correct.
-- Parameters: $delivery.
SELECT DISTINCT row_number FROM refused_rows WHERE delivery = $delivery AND row_number IS NOT NULL;
