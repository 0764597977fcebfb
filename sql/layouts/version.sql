-- Question: which layout has this file? Grain: one row. Parameters: none.
SELECT version FROM layout;
