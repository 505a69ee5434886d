"""Numbers of the Eigenmodes page."""
