-- Question: why did rows go back to their sector? Grain: source and class of reasons. Parameters: none.
SELECT source, reason, rows FROM refusals ORDER BY source, reason;
