"""Text tables of points: read them as people have them, and bring them into the window."""

from explorer.scene.table.dates import spelled
from explorer.scene.table.placing import (
    Axes,
    Placement,
    Points,
    Survey,
    keep_inside,
    move_to_edge,
    outside_window,
    rescale,
    survey,
    thin,
)
from explorer.scene.table.reader import Table, read_points

__all__ = [
    "Axes",
    "Placement",
    "Points",
    "Survey",
    "Table",
    "keep_inside",
    "move_to_edge",
    "outside_window",
    "read_points",
    "rescale",
    "spelled",
    "survey",
    "thin",
]
