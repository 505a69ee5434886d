"""The figures of the Eigenmodes page."""

from explorer.studies.eigenmodes.figures import attribution, modes, order, symmetry

__all__ = ["attribution", "modes", "order", "symmetry"]
