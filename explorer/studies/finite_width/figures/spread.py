"""The relative spread of the tangent kernel against depth divided by width, for every activation."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, NAMES, NEUTRAL, PAPER, PICKED, SEQUENCE, translucent
from explorer.figures.style import HEIGHT, Figure, dots, line
from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.finite_width.numbers.drawn import AtDepths, Spreads
from ntkcore.choices import Activation

phrase = phrases_of("studies/finite_width")

_OTHERS = tuple(zip((0, 2, 4, 5, 6, 1), ("dash", "dot", "dashdot", "longdash", "longdashdot", "solid"), strict=True))
_TICKS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
_ZONE = 1.0  # the relative spread from which there is no longer one kernel
_ROOM = 0.08  # of the width of a logarithmic axis, beyond its ends


def against_ratio(
    spreads: Spreads, names: Mapping[Activation, str], chosen: Activation, depth: int, measured: AtDepths
) -> Figure:
    """Curves √Var Θ̂/Θ of all activations at one width, from 1 to 32 layers; dots of networks with the `chosen` one."""
    ratios = np.arange(1, len(spreads.by_activation[chosen]) + 1) / spreads.width
    every = np.concatenate(list(spreads.by_activation.values()))
    top = max(2.0, 1.3 * float(np.nanmax(every[np.isfinite(every)])))
    low = 0.8 * float(np.nanmin(every[every > 0]))
    others = [name for name in spreads.by_activation if name != chosen]
    traces = [
        _curve(ratios, spreads.by_activation[name], names[name], SEQUENCE[at], dash, 1.8)
        for name, (at, dash) in zip(others, _OTHERS, strict=True)
    ]
    traces.append(_curve(ratios, spreads.by_activation[chosen], names[chosen], PICKED, "solid", 3.0))
    bars = {"array": measured.errors, "width": 3, "thickness": 1.5}
    hover = phrase("spread.dot")
    seen_at = (measured.depths / spreads.width, measured.spreads)
    traces.append(
        dots(*seen_at, FINITE, hover, {"size": 7}, name=NAMES[FINITE], error_y=bars) | {"customdata": measured.depths}
    )
    at = float(spreads.by_activation[chosen][depth - 1])
    marker = {"symbol": "diamond", "size": 13, "line": {"width": 2, "color": PAPER}}
    at_depth = {"depth": depth, "width": spreads.width, "spread": number(at, ".3g")}
    hover, name = phrase("spread.yours", **at_depth), phrase("spread.network")
    traces.append(dots([depth / spreads.width], [at], PICKED, hover, marker, name=name))
    log = np.log10([ratios[0], ratios[-1]])
    x = {"title": phrase("spread.across"), "range": [log[0] - _ROOM, log[1] + _ROOM]} | _ticks()
    y = {"title": phrase("spread.up"), "range": list(np.log10([low, top]))} | _ticks()
    first, last = (number(float(spreads.by_activation[chosen][end]), ".3g") for end in (0, -1))
    finding = phrase("spread.finding", **at_depth, first=first, last=last, layers=len(ratios))
    return with_legend(traces, x, y, HEIGHT + 120, finding=finding, **_zone(top))


def _ticks() -> dict[str, Any]:
    """A logarithmic axis whose labels are numbers."""
    return {"type": "log", "tickvals": list(_TICKS), "ticktext": list(map(number, _TICKS))}


def _curve(x: np.ndarray, y: np.ndarray, name: str, colour: str, dash: str, width: float) -> dict[str, Any]:
    return line(x, y, colour, phrase("spread.curve", name=name), name=name, dash=dash, width=width)


def _zone(top: float) -> dict[str, Any]:
    """The zone in which networks have no kernel in common, with its name."""
    grey = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": _ZONE, "y1": top}
    label = {"xref": "paper", "yref": "paper", "x": 0.01, "y": 0.99, "xanchor": "left", "yanchor": "top"}
    label |= {"text": phrase("spread.zone"), "showarrow": False}
    filled = grey | {"fillcolor": translucent(NEUTRAL, 0.25), "line": {"color": NEUTRAL, "width": 1}, "layer": "below"}
    return {"shapes": [filled], "annotations": [label]}
