"""The Eigenmodes page."""
