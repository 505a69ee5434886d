"""Figures of order and chaos: sizes and similarities layer by layer."""

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import NNGP, NTK
from explorer.figures.style import Figure, line
from explorer.format import number
from ntkcore.networks.depth import Course


def by_layer(course: Course) -> Figure:
    """The correlation and the cosine of the NTK after each layer."""
    layers = np.arange(1.0, 1.0 + len(course.correlation))
    curves = {
        "correlation c": (course.correlation, NNGP, "solid"),
        "cosine of the NTK": (course.ntk_cosine, NTK, "dot"),
    }
    traces = [
        line(layers, np.asarray(y), colour, f"layer %{{x}}<br>{name} %{{y:.4f}}", name=name, dash=dash)
        for name, (y, colour, dash) in curves.items()
    ]
    last = number(float(course.correlation[-1]), ".4g")
    finding = f"After {len(layers)} layers the correlation is {last}."
    across, up = {"title": "layer", "range": [0.5, len(layers) + 0.5]}, {"title": "similarity", "range": [-1.05, 1.05]}
    return with_legend(traces, across, up, finding=finding)
