"""The writing side: from a sector's file to the registry and the public cube. No streamlit here."""
