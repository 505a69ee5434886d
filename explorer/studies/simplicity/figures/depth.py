"""The figure of the bias towards simple functions over depth."""

from collections.abc import Sequence
from typing import NamedTuple

from explorer.figures.curves import with_legend
from explorer.figures.palette import NEUTRAL, NNGP, PICKED
from explorer.figures.style import Figure, hline, line
from explorer.format import number

_HEIGHT = 300
# Of the person's network, then of two examples.
_STYLES = (("solid", "square", PICKED), ("dash", "circle", NNGP), ("dot", "diamond", NNGP))


class Family(NamedTuple):
    """Networks that differ in depth alone: their name, and a number for each depth."""

    name: str
    depths: Sequence[int]
    values: Sequence[float]


def over_depth(families: Sequence[Family], uniform: float, title: str, low: float) -> Figure:
    """Lines, one for each family, the person's first, and a rule at the value for equally likely functions."""
    traces = []
    for each, (dash, symbol, colour) in zip(families, _STYLES, strict=False):
        hover = f"{each.name}<br>%{{x}} hidden layers<br>%{{y:.4g}}"
        drawn = line(each.depths, each.values, colour, hover, name=each.name, dash=dash)
        traces.append(drawn | {"mode": "lines+markers", "marker": {"symbol": symbol, "size": 8, "color": colour}})
    ends = "; ".join(
        f"{each.name}: from {number(each.values[0], '.3g')} to {number(each.values[-1], '.3g')}"
        for each in families
        if each.values
    )
    x = {"title": "hidden layers", "type": "log", "tickvals": [1, 2, 4, 8, 16, 32], "range": [-0.08, 1.6]}
    y = {"title": title, "range": [low, 1.06 * uniform]}
    finding = f"{title} over depth. {ends}. If all functions were equally likely it would be {number(uniform, '.3g')}."
    return with_legend(traces, x, y, _HEIGHT, finding=finding, shapes=[hline(uniform, NEUTRAL, "dash", 1.5)])
