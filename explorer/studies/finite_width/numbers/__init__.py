"""Numbers of the Finite width page."""
