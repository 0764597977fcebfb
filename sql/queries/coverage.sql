-- Question: which months did each source deliver? Grain: source, year, month. Parameters: none.
SELECT source, year, month, state FROM coverage ORDER BY source, year, month;
