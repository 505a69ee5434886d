"""A scene solved on the inputs of its window."""

from explorer.grid.view import View, explore

__all__ = ["View", "explore"]
