"""The Data for a mode page."""
