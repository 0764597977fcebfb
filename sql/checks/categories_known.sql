-- No case falls outside the cells of a public table: each category that was counted is one of its
-- lattice's. (A month of a quarter that is not whole yet waits for the others.)
SELECT n.source, n.table_id, n.year, n.cell, n.n
FROM counts AS n
JOIN table_years AS t
    ON t.ubigeo = n.ubigeo AND t.source = n.source AND t.measure = n.measure AND t.table_id = n.table_id AND t.year = n.year
    AND t.state = 'publico'
JOIN masks AS m ON m.table_id = n.table_id
WHERE (m.quarter_mask = 0 OR n.cell & m.quarter_mask <> 0)
    AND NOT EXISTS (
        SELECT 1 FROM year_lattice AS l
        WHERE l.source = n.source AND l.measure = n.measure AND l.table_id = n.table_id AND l.year = n.year AND l.cell = n.cell
            AND (l.ubigeo IS NULL OR l.ubigeo = n.ubigeo)
    );
