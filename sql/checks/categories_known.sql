-- No case falls outside the cells of a public table: each category that was counted is one of its
-- lattice's. (A month of a quarter that is not whole yet waits for the others.)
SELECT t.source, t.table_id, n.year, n.* EXCLUDE (ubigeo, source, measure, year, mask, cell_key)
FROM named_counts AS n
JOIN catalogue AS k ON k.source = n.source AND k.measure = n.measure AND k.mask = n.mask
JOIN table_years AS t
    ON t.ubigeo = n.ubigeo AND t.source = n.source AND t.measure = n.measure AND t.table_id = k.table_id AND t.year = n.year
    AND t.state = 'publico'
WHERE NOT (list_contains(k.dims, 'quarter') AND n.quarter IS NULL)
    AND NOT EXISTS (
        SELECT 1 FROM cells AS c
        WHERE c.ubigeo = n.ubigeo AND c.source = n.source AND c.measure = n.measure AND c.table_id = k.table_id AND c.year = n.year
            AND c.month IS NOT DISTINCT FROM n.month AND c.quarter IS NOT DISTINCT FROM n.quarter
            AND c.age_group IS NOT DISTINCT FROM n.age_group AND c.sex IS NOT DISTINCT FROM n.sex
            AND c.violence_type IS NOT DISTINCT FROM n.violence_type AND c.zone IS NOT DISTINCT FROM n.zone
            AND c.relationship IS NOT DISTINCT FROM n.relationship AND c.risk_level IS NOT DISTINCT FROM n.risk_level
            AND c.condition IS NOT DISTINCT FROM n.condition AND c.complaint IS NOT DISTINCT FROM n.complaint
            AND c.protection_measure IS NOT DISTINCT FROM n.protection_measure
            AND c.precautionary_measure IS NOT DISTINCT FROM n.precautionary_measure
            AND c.legal_support IS NOT DISTINCT FROM n.legal_support
    );
