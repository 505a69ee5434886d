"""The figure of the bias towards simple functions over depth or spread."""

from collections.abc import Sequence
from typing import NamedTuple

from explorer.figures.curves import with_legend
from explorer.figures.palette import NEUTRAL, NNGP, PICKED
from explorer.figures.style import Figure, hline, line
from explorer.format import number
from explorer.language import phrases_of

phrase = phrases_of("studies/simplicity")

_HEIGHT = 300
# Of the person's network, then of two examples.
_STYLES = (("solid", "square", PICKED), ("dash", "circle", NNGP), ("dot", "diamond", NNGP))
_DEPTHS = {"type": "log", "tickvals": [1, 2, 4, 8, 16, 32], "range": [-0.08, 1.6]}
_SPREADS = {"range": [0.0, 3.1]}


class Family(NamedTuple):
    """Networks that differ in depth or spread alone: their name, that depth or spread, and a number for each."""

    name: str
    at: Sequence[float]
    values: Sequence[float]


def over_networks(families: Sequence[Family], uniform: float, title: str, over: str) -> Figure:
    """Lines, one for each family, the person's first, and a rule at the value for equally likely functions."""
    traces = []
    for each, (dash, symbol, colour) in zip(families, _STYLES, strict=True):
        hover = phrase("bias.hover", name=each.name)
        drawn = line(each.at, each.values, colour, hover, name=each.name, dash=dash)
        traces.append(drawn | {"mode": "lines+markers", "marker": {"symbol": symbol, "size": 8, "color": colour}})
    ends = "; ".join(
        phrase("bias.ends", name=each.name, first=number(each.values[0], ".3g"), last=number(each.values[-1], ".3g"))
        for each in families
        if each.values
    )
    x = {"title": phrase(f"bias.{over}")} | (_DEPTHS if over == "hidden_layers" else _SPREADS)
    y = {"title": title, "range": [0.0, 1.06 * uniform]}
    finding = phrase("bias.finding", ends=ends, title=title, uniform=number(uniform, ".3g"))
    return with_legend(traces, x, y, _HEIGHT, finding=finding, shapes=[hline(uniform, NEUTRAL, "dash", 1.5)])
