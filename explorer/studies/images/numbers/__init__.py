"""Numbers of the Images page."""
