"""The sections of the Eigenmodes page."""
