"""The figure of a deep network layer by layer: size, similarity, and the way to the limit."""

import math
from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import NAMES, NEUTRAL, NNGP, NTK
from explorer.figures.style import Figure, line
from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.finite_width.numbers.courses import Course
from ntkcore.choices import Norm

phrase = phrases_of("studies/finite_width")

_HEIGHT = 620
_LEAST = 1e-12  # of the logarithmic axis
_PANELS = {"y": (0.72, 0.97), "y2": (0.37, 0.63), "y3": (0.0, 0.28)}


def strip(course: Course) -> Figure:
    """Three panels over one axis of layers: K, both cosines, and |c − c*| with the predicted decay."""
    way, layers = course.way, np.arange(1.0, 1.0 + len(course.way.distance))
    limit = (
        course.variance
        if 0 < course.variance < math.inf and course.arch.norm == Norm.NONE and course.decay is not None
        else 1.0
    )
    size, name = way.variances.mean(axis=1) / limit, "K" if limit == 1.0 else "K / K*"
    gap, predicted = course.gap(), course.predicted()
    least = max(_LEAST, min(1e-3, float(np.nanmin(np.where(gap > 0, gap, np.nan)))) if (gap > 0).any() else 1e-3)

    def curve(values: Any, colour: str, label: str, axis: str, dash: str = "solid") -> dict[str, Any]:
        drawn = line(layers, values, colour, phrase("layer", name=label), name=label, dash=dash, width=2.2)
        return drawn | ({} if axis == "y" else {"yaxis": axis})

    gap_name = "1 − c" if course.decay is None or course.decay.correlation == 1.0 else "|c − c*|"
    traces = [
        curve(size, NEUTRAL, phrase("strip.size", name=name), "y"),
        curve(way.correlation, NNGP, phrase("strip.correlation", name=NAMES[NNGP]), "y2"),
        curve(way.ntk_cosine, NTK, phrase("strip.cosine", name=NAMES[NTK]), "y2", "dot"),
        curve(np.where(gap > 0, gap, np.nan), NNGP, f"{gap_name} ({NAMES[NNGP]})", "y3"),
        *([curve(predicted, NEUTRAL, phrase("strip.predicted"), "y3", "dash")] if np.isfinite(predicted).any() else []),
    ]
    grows = float(size.max()) > 30.0 * float(size.min())
    log = {"type": "log", "exponentformat": "power", "tickfont": {"size": 10}, "nticks": 4}
    y = {"title": name, "domain": _PANELS["y"]} | (log if grows else {"rangemode": "tozero"})
    low = float(min(np.nanmin(way.correlation), np.nanmin(way.ntk_cosine), 0.0))
    y2 = {"title": phrase("strip.similarity"), "domain": _PANELS["y2"], "range": [low - 0.05, 1.05]}
    y3 = {"title": gap_name, "domain": _PANELS["y3"]} | log | {"range": [math.log10(least) - 0.3, 0.5]}
    across = {"title": phrase("layers"), "range": [0.5, len(layers) + 0.5], "anchor": "y3"}
    last, ntk = (number(float(values[-1]), ".4g") for values in (way.correlation, way.ntk_cosine))
    finding = phrase("strip.finding", layers=len(layers), c=last, ntk=ntk)
    return with_legend(traces, across, y, _HEIGHT, finding=finding, yaxis2=y2, yaxis3=y3)
