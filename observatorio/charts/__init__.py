"""Charts as values, and the small renderers that turn one into a figure, a table or a sentence."""
