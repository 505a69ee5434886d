"""The figure of the number of ones of random perceptrons."""

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, NEUTRAL
from explorer.figures.style import Figure, dots, line
from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.numbers.ones import Ones

phrase = phrases_of("studies/simplicity")

_HEIGHT = 300


def number_of_ones(drawn: Ones) -> Figure:
    """Dots: the share of perceptrons with t ones; a line where theory gives it."""
    t = np.arange(len(drawn.counts))
    bars = {"array": drawn.errors, "width": 0 if len(t) > 20 else 3, "thickness": 1.2}
    marker = {"size": 5 if len(t) > 20 else 7}
    traces = [dots(t, drawn.p, FINITE, phrase("ones.hover"), marker, name=phrase("ones.drawn"), error_y=bars)]
    finding = phrase("ones.finding", share=number(100 * float(drawn.p[0] + drawn.p[-1]), ".3g"))
    if drawn.theory is not None:
        theory = line(t, drawn.theory, NEUTRAL, phrase("ones.of_theory"), shape="hvh", width=2.5)
        traces.append(theory | {"name": phrase("ones.theory")})
    x = {"title": phrase("ones.across"), "range": [-0.6, len(t) - 0.4]}
    return with_legend(traces, x, {"title": phrase("share"), "rangemode": "tozero"}, _HEIGHT, finding=finding)
