"""The Bounds page in pictures."""

from explorer.studies.bounds.figures import bars, curves, prices

__all__ = ["bars", "curves", "prices"]
