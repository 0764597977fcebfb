-- Question: what did each source deliver of each month, when was it due, when did it come, late or in the place of another? Grain: source, year, month. Parameters: none.
SELECT source, year, month, state, due, received, late, replaced FROM coverage ORDER BY source, year, month;
