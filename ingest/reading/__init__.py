"""Reading a delivered file: what it is, its encoding, dates and columns, as a table of text."""
