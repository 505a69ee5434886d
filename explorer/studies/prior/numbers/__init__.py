"""Numbers of the Prior page."""
