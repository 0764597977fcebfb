-- Question: how are the figures of each source protected in this edition? Grain: source and note, with a count of cells and of those that changed. Parameters: $ubigeo.
SELECT source, note, count(*) AS cells, count(*) FILTER (changed) AS changed
FROM cells
WHERE ubigeo = $ubigeo
GROUP BY source, note
ORDER BY source, note;
