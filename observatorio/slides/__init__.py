"""Slides: the charts of a page, or a chosen list, as a PPTX with native charts to be edited."""
