-- Question: of which editions do the last ones quote a cell? Grain: an edition.
SELECT DISTINCT said FROM earlier_truth ORDER BY said;
