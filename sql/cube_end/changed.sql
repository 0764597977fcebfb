-- Marks the cells whose value is another one than in the edition before (attached as earlier); in memory,
-- before anything is written. A zero that was told without saying that it is inferred is the same zero. What takes the place of a demonstration changes no figure: there was none.
UPDATE cells AS c SET changed = true
FROM earlier.cells AS e
WHERE e.ubigeo = c.ubigeo AND e.source = c.source AND e.measure = c.measure AND e.table_id = c.table_id AND e.year = c.year
    AND e.quarter IS NOT DISTINCT FROM c.quarter AND e.month IS NOT DISTINCT FROM c.month
    AND e.age_group IS NOT DISTINCT FROM c.age_group AND e.sex IS NOT DISTINCT FROM c.sex
    AND e.violence_type IS NOT DISTINCT FROM c.violence_type AND e.zone IS NOT DISTINCT FROM c.zone
    AND e.relationship IS NOT DISTINCT FROM c.relationship AND e.risk_level IS NOT DISTINCT FROM c.risk_level
    AND e.condition IS NOT DISTINCT FROM c.condition AND e.complaint IS NOT DISTINCT FROM c.complaint
    AND e.protection_measure IS NOT DISTINCT FROM c.protection_measure
    AND e.precautionary_measure IS NOT DISTINCT FROM c.precautionary_measure
    AND e.legal_support IS NOT DISTINCT FROM c.legal_support
    AND (e.value IS DISTINCT FROM c.value OR e.note <> c.note AND 'cero inferido' NOT IN (e.note, c.note))
    AND c.source NOT IN (
        SELECT was.source FROM earlier.sources AS was JOIN sources AS now ON now.source = was.source
        WHERE was.demonstration AND NOT now.demonstration);
