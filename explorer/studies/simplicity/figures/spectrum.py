"""The figure of a Walsh spectrum: the share of each degree in one Boolean function."""

import numpy as np

from explorer.figures.palette import MODE
from explorer.figures.style import Figure, bar, picture
from explorer.format import number
from explorer.language import phrases_of

phrase = phrases_of("studies/simplicity")

_HEIGHT = 210


def by_degree(weights: np.ndarray) -> Figure:
    """Bars: the weight of each degree, (n + 1,), that is of all parities of so many inputs together."""
    degrees = np.arange(len(weights))
    most = int(weights.argmax())
    finding = phrase("walsh.finding", degree=most, weight=number(float(weights[most]), ".3g"))
    weight = phrase("walsh.weight")
    bars = bar(degrees, weights, MODE, phrase("walsh.hover"), name=weight, width=0.6)
    x = {"title": phrase("walsh.degree"), "dtick": 1}
    return picture([bars], x, {"title": weight, "range": [0, 1.05]}, _HEIGHT, finding=finding)
