"""The figures of the Eigenmodes page."""

from explorer.studies.eigenmodes.figures import attribution, modes

__all__ = ["attribution", "modes"]
