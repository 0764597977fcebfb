-- The accepted figures, in place of the same figures given before. The first real delivery removes the
-- demonstration's. Parameters: $delivery, $demonstration.
DELETE FROM published_figures
WHERE NOT $demonstration AND delivery IN (SELECT delivery FROM deliveries WHERE source = 'published' AND demonstration);
DELETE FROM published_figures AS held
USING staged_figures AS new
WHERE held.ubigeo = new.ubigeo AND held.source = new.source AND held.table_name = new.table_name
    AND held.year IS NOT DISTINCT FROM new.year
    AND held.first_month IS NOT DISTINCT FROM new.first_month AND held.last_month IS NOT DISTINCT FROM new.last_month
    AND held.dimension = new.dimension AND held.category = new.category;
INSERT INTO published_figures
SELECT
    $delivery, ubigeo, source, table_name, year, first_month, last_month,
    dimension, category, value, unit, base, source_ref, note
FROM staged_figures
ORDER BY row_number;
