"""Numbers of the Training page."""
