"""Histograms of the tangent kernels and the outputs of random networks, beside the limit and order 1/width."""

from typing import Any

import numpy as np

from explorer.figures.axes import escaped, field, outputs_axis
from explorer.figures.curves import with_legend
from explorer.figures.palette import BAND_OPACITY, DASHES, FINITE, NAMES, NNGP, NTK, translucent
from explorer.figures.style import HEIGHT, Figure, bar, line
from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.units import WINDOW, Axis
from explorer.studies.finite_width.numbers.drawn import Theory, density
from ntkcore.networks.statistics import Drawn

phrase = phrases_of("studies/finite_width")

_BINS = 44
_TAIL, _FURTHEST = 0.004, 4.0  # the share of networks beyond the right end of the axis; predicted spreads to that end
_REACH = 3.6  # standard deviations of the limit that the picture of outputs shows
_FIRST = 2000  # the networks that choose the axis, so that it rests while more are drawn
_HEIGHT = HEIGHT + 20


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
    told = phrase("histograms.told", mean=number(mean, ".4g"), spread=number(spread, ".3g"))
    edge = 0.9 * top  # below the end of the limit's line, which has the same place if the mean is not shifted
    band = line([ends[0], *ends, ends[1]], [0.0, edge, edge, 0.0], NTK, width=0)
    band |= {
        "fill": "toself",
        "fillcolor": translucent(NTK, BAND_OPACITY),
        "name": phrase("histograms.band", name=NAMES[NTK]),
    }
    limit = phrase("limit", name=NAMES[NTK])
    traces = [
        _bars(edges, heights, phrase("histograms.kernels", name=NAMES[FINITE])),
        line([1.0, 1.0], [0.0, top], NTK, phrase("histograms.at_limit"), dash=DASHES[NTK], name=limit),
        band,
        line([mean, mean], [0.0, edge], NTK, phrase("histograms.mean", told=told), width=2.5) | {"showlegend": False},
    ]
    beyond = 100.0 * float((ratios > high).mean())
    measured = {"mean": number(float(ratios.mean()), ".4g"), "spread": number(float(ratios.std()), ".3g")}
    finding = phrase("histograms.finding", count=len(ratios), told=told, **measured)
    across = {"title": "Θ̂(x, x)/Θ(x, x)", "range": [float(low), float(high)]}
    if beyond > 0.05:
        across["title"] = phrase("histograms.beyond", title=across["title"], share=number(beyond, ".2g"))
    up = {"title": phrase("histograms.density"), "range": [0.0, top]}
    return with_legend(traces, across, up, _HEIGHT, finding=finding)


def output_bars(drawn: Drawn, limits: Theory, y_axis: Axis = WINDOW.y) -> Figure:
    """The histogram of f(x), the Gaussian of infinite width and, where there is one, the density to order 1/n."""
    reach = _REACH * limits.nngp**0.5
    edges, f = np.linspace(-reach, reach, _BINS + 1), np.linspace(-reach, reach, 161)
    heights = np.histogram(drawn.outputs, edges)[0] / (len(drawn.outputs) * (edges[1] - edges[0])) * y_axis.scale
    normal = np.exp(-0.5 * f**2 / limits.nngp) / np.sqrt(2.0 * np.pi * limits.nngp) * y_axis.scale
    ordered = density(f, limits)
    at = field("x", y_axis, ".2f")
    shown = y_axis.values(f)
    name = phrase("limit", name=NAMES[NNGP])
    traces = [
        _bars(y_axis.values(edges), heights, phrase("histograms.outputs", name=NAMES[FINITE], value=at)),
        line(shown, normal, NNGP, phrase("histograms.curve", name=name, value=at), dash=DASHES[NNGP], name=name),
    ]
    if ordered is not None:
        hover = phrase("histograms.curve", name=phrase("histograms.order"), value=at)
        named = phrase("histograms.ordered", name=NAMES[NNGP])
        traces.append(line(shown, ordered * y_axis.scale, NNGP, hover, name=named, width=2.5))
    title = phrase("histograms.density")
    if y_axis.name and y_axis.scale != 1.0:
        title = phrase("histograms.density_per", unit=escaped(y_axis.name))
    up: dict[str, Any] = {"title": title} | ({} if y_axis.scale == 1.0 else {"exponentformat": "power"})
    up["range"] = [0.0, min(1.12 * max(float(heights.max()), float(normal.max())), 3.0 * float(normal.max()))]
    across = outputs_axis(y_axis, (-reach, reach), phrase("histograms.across"))
    highest, peak = (number(float(each.max()), ".3g") for each in (heights, normal))
    finding = phrase("histograms.highest", highest=highest, peak=peak)
    return with_legend(traces, across, up, _HEIGHT, finding=finding)


def _bars(edges: np.ndarray, heights: np.ndarray, hover: str) -> dict[str, Any]:
    marker, width = {"line": {"width": 1, "color": FINITE}}, float(edges[1] - edges[0])
    middle = 0.5 * (edges[1:] + edges[:-1])
    return bar(middle, heights, translucent(FINITE, 0.35), hover, name=NAMES[FINITE], marker=marker, width=width)
