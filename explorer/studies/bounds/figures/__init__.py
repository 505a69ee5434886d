"""The Bounds page in pictures."""

from explorer.studies.bounds.figures import bars, curves

__all__ = ["bars", "curves"]
