"""What the pages share on screen. Only this package and the pages know Streamlit."""
