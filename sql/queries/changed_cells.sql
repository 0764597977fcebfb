-- Question: how many published figures are others than in the edition before? Grain: one source. Parameters: $ubigeo, $sources.
SELECT source, count(*)
FROM cells
WHERE ubigeo = $ubigeo AND changed
GROUP BY source
ORDER BY list_position($sources, source), source;
