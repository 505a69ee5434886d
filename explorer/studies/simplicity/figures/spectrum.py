"""The figure of a Walsh spectrum: the share of each degree in one Boolean function."""

import numpy as np

from explorer.figures.palette import MODE
from explorer.figures.style import Figure, bar, picture
from explorer.format import number

_HEIGHT = 210


def by_degree(weights: np.ndarray) -> Figure:
    """Bars: the weight of each degree, (n + 1,), that is of all parities of so many inputs together."""
    degrees = np.arange(len(weights))
    most = int(weights.argmax())
    finding = f"Degree {most} has the largest weight, {number(float(weights[most]), '.3g')}; all weights add up to 1."
    bars = bar(degrees, weights, MODE, "degree %{x}: weight %{y:.4g}", name="weight", width=0.6)
    x = {"title": "degree", "dtick": 1}
    return picture([bars], x, {"title": "weight", "range": [0, 1.05]}, _HEIGHT, finding=finding)
