"""Streamlit's own empty page: what any first load costs before anything is shown."""
