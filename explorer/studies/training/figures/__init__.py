"""The figures of the Training page."""

from explorer.studies.training.figures import distributions, ensembles

__all__ = ["distributions", "ensembles"]
