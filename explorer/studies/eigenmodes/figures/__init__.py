"""The figures of the Eigenmodes page."""
