"""Histograms of the tangent kernels and the outputs of random networks, beside the limit and order 1/width."""

from typing import Any

import numpy as np

from explorer.figures.axes import escaped, field, outputs_axis
from explorer.figures.curves import with_legend
from explorer.figures.palette import BAND_OPACITY, DASHES, FINITE, NAMES, NNGP, NTK, translucent
from explorer.figures.style import HEIGHT, Figure, bar, line
from explorer.format import number
from explorer.scene.units import WINDOW, Axis
from explorer.studies.finite_width.numbers.drawn import Theory, density
from ntkcore.networks.statistics import Drawn

_BINS = 44
_TAIL, _FURTHEST = 0.004, 4.0  # the share of networks beyond the right end of the axis; predicted spreads to that end
_REACH = 3.6  # standard deviations of the limit that the picture of outputs shows
_FIRST = 2000  # the networks that choose the axis, so that it rests while more are drawn
_HEIGHT = HEIGHT + 20
_ORDER = "to order 1/n"


def kernel_bars(drawn: Drawn, limits: Theory) -> Figure:
    """The histogram of Θ̂/Θ; the limit 1, and the predicted mean with a band of one standard deviation to each side."""
    ratios = drawn.kernels / limits.ntk
    mean, spread = limits.kernel_mean, limits.kernel_std
    low, high = np.quantile(ratios[:_FIRST], [0.0, 1.0 - _TAIL])
    low = max(0.0, min(low, mean - 1.5 * spread, 0.95))
    high = max(min(high, mean + _FURTHEST * spread), mean + 1.5 * spread, 1.05)
    edges = np.linspace(low, high, _BINS + 1)
    heights = np.histogram(ratios, edges)[0] / (len(ratios) * (edges[1] - edges[0]))
    top = 1.12 * float(heights.max())
    ends = np.clip([mean - spread, mean + spread], low, high)
    told = f"mean {number(mean, '.4g')}, standard deviation {number(spread, '.3g')}"
    edge = 0.9 * top  # below the end of the limit's line, which has the same place if the mean is not shifted
    band = line([ends[0], *ends, ends[1]], [0.0, edge, edge, 0.0], NTK, width=0)
    band |= {
        "fill": "toself",
        "fillcolor": translucent(NTK, BAND_OPACITY),
        "name": f"{NAMES[NTK]} {_ORDER}: mean ± spread",
    }
    traces = [
        _bars(edges, heights, "Θ̂/Θ ≈ %{x:.3f}<br>density %{y:.3g}"),
        line([1.0, 1.0], [0.0, top], NTK, "infinite width: 1", dash=DASHES[NTK], name="infinite width (NTK)"),
        band,
        line([mean, mean], [0.0, edge], NTK, f"{_ORDER}: {told}", width=2.5) | {"showlegend": False},
    ]
    beyond = 100.0 * float((ratios > high).mean())
    finding = (
        f"The tangent kernels of {len(ratios)} networks, divided by the limit, have mean "
        f"{number(float(ratios.mean()), '.4g')} and standard deviation {number(float(ratios.std()), '.3g')}; "
        f"theory predicts {told}."
    )
    across = {"title": "Θ̂(x, x)/Θ(x, x)", "range": [float(low), float(high)]}
    if beyond > 0.05:
        across["title"] += f" ({number(beyond, '.2g')} % lie further right)"
    return with_legend(traces, across, {"title": "density", "range": [0.0, top]}, _HEIGHT, finding=finding)


def output_bars(drawn: Drawn, limits: Theory, y_axis: Axis = WINDOW.y) -> Figure:
    """The histogram of f(x), the Gaussian of infinite width and, where there is one, the density to order 1/n."""
    reach = _REACH * limits.nngp**0.5
    edges, f = np.linspace(-reach, reach, _BINS + 1), np.linspace(-reach, reach, 161)
    heights = np.histogram(drawn.outputs, edges)[0] / (len(drawn.outputs) * (edges[1] - edges[0])) * y_axis.scale
    normal = np.exp(-0.5 * f**2 / limits.nngp) / np.sqrt(2.0 * np.pi * limits.nngp) * y_axis.scale
    ordered = density(f, limits)
    at, high = field("x", y_axis, ".2f"), "density %{y:.3~g}"
    shown = y_axis.values(f)
    name = f"infinite width ({NAMES[NNGP]})"
    traces = [
        _bars(y_axis.values(edges), heights, f"f(x) ≈ {at}<br>{high}"),
        line(shown, normal, NNGP, f"{name}<br>f(x) = {at}<br>{high}", dash=DASHES[NNGP], name=name),
    ]
    if ordered is not None:
        hover = f"{_ORDER}<br>f(x) = {at}<br>{high}"
        named = f"{NAMES[NNGP]} {_ORDER}"
        traces.append(line(shown, ordered * y_axis.scale, NNGP, hover, name=named, width=2.5))
    per = f" per unit of {escaped(y_axis.name)}" if y_axis.name and y_axis.scale != 1.0 else ""
    up: dict[str, Any] = {"title": f"density{per}"} | ({} if y_axis.scale == 1.0 else {"exponentformat": "power"})
    up["range"] = [0.0, min(1.12 * max(float(heights.max()), float(normal.max())), 3.0 * float(normal.max()))]
    across = outputs_axis(y_axis, (-reach, reach), "output f(x)")
    highest = number(float(heights.max()), ".3g")
    finding = f"The highest bar has density {highest}; the peak of the limit has {number(float(normal.max()), '.3g')}."
    return with_legend(traces, across, up, _HEIGHT, finding=finding)


def _bars(edges: np.ndarray, heights: np.ndarray, hover: str) -> dict[str, Any]:
    name = NAMES[FINITE]
    marker, width = {"line": {"width": 1, "color": FINITE}}, float(edges[1] - edges[0])
    middle = 0.5 * (edges[1:] + edges[:-1])
    return bar(middle, heights, translucent(FINITE, 0.35), f"{name}<br>{hover}", name=name, marker=marker, width=width)
