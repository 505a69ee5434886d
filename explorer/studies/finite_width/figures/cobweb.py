"""The figure of the map of correlations: one layer as a curve, several layers as steps between it and the diagonal."""

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import NEUTRAL, NNGP, PICKED
from explorer.figures.style import Figure, line
from explorer.format import number
from ntkcore.networks.correlations import Cobweb

_HEIGHT = 430


def cobweb(grid: np.ndarray, web: Cobweb, limit: float | None) -> Figure:
    """c′ at the correlations `grid` and its steps; `limit` is c*, None if there is none."""
    hover = "before the layer %{x:.3f}<br>after it %{y:.3f}"
    across, up = np.repeat(web.steps, 2)[:-1], np.repeat(web.steps, 2)[1:]
    traces = [
        line(np.array([-1.0, 1.0]), np.array([-1.0, 1.0]), NEUTRAL, name="nothing changes", dash="dot", width=1.5),
        line(
            grid.astype(np.float32),
            web.after.astype(np.float32),
            NNGP,
            hover,
            name="one layer (NNGP)",
            width=2.5,
            dash="dash",
        ),
        line(across, up, PICKED, hover, name=f"{len(web.steps) - 1} layers, from a and b", width=1.8),
    ]
    ends = f"From {number(float(web.steps[0]), '.3g')} the steps lead to {number(float(web.steps[-1]), '.4g')}"
    finding = f"{ends}." if limit is None else f"{ends}; the limit is {number(limit, '.4g')}."
    axis = {"range": [min(-0.05, float(web.steps.min()) - 0.05), 1.03]}
    x, y = {"title": "correlation c before a layer"} | axis, {"title": "correlation after it"} | axis
    return with_legend(traces, x, y, _HEIGHT, finding=finding, margin={"t": 54})
