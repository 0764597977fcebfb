-- Cells that are rounded more coarsely for the sake of one beside them: frame coarser (cell, value, note).
UPDATE truth SET value = c.value, note = c.note FROM coarser AS c WHERE truth.rowid = c.cell;
