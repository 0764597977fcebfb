"""From published cells to charts: one module per public question."""
