"""The figure of the number of ones of random perceptrons."""

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, NEUTRAL
from explorer.figures.style import Figure, dots, line
from explorer.format import number
from explorer.studies.simplicity.numbers.ones import Ones

_HEIGHT = 300


def number_of_ones(drawn: Ones) -> Figure:
    """Dots: the share of perceptrons with t ones; a line where theory gives it."""
    t = np.arange(len(drawn.counts))
    bars = {"array": drawn.errors, "width": 0 if len(t) > 20 else 3, "thickness": 1.2}
    hover = "%{x} ones<br>%{y:.5f} of the perceptrons"
    traces = [dots(t, drawn.p, FINITE, hover, {"size": 5 if len(t) > 20 else 7}, name="drawn", error_y=bars)]
    finding = f"Constants are {number(100 * float(drawn.p[0] + drawn.p[-1]), '.3g')} % of the drawn perceptrons."
    if drawn.theory is not None:
        traces.append(line(t, drawn.theory, NEUTRAL, "theory %{y:.5f}", shape="hvh", width=2.5) | {"name": "theory"})
    x = {"title": "inputs with output 1", "range": [-0.6, len(t) - 0.4]}
    return with_legend(traces, x, {"title": "share", "rangemode": "tozero"}, _HEIGHT, finding=finding)
