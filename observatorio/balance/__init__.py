"""The yearly report of the concertation instance: one value, and renderers to PDF and DOCX."""
