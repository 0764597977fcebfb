"""The published figures for other systems: read-only routes under /api/v1, public cube only."""
