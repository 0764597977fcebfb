-- Question: how are the figures of each source protected in this edition? Grain: source, kind and step, with a count of cells and of those that changed. Parameters: $ubigeo.
SELECT source, kind, step, count(*) AS cells, count(*) FILTER (changed) AS changed
FROM cells
WHERE ubigeo = $ubigeo
GROUP BY source, kind, step
ORDER BY source, kind, step;
