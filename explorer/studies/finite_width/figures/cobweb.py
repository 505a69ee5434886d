"""The figure of the map of correlations: one layer as a curve, several layers as steps between it and the diagonal."""

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import NAMES, NEUTRAL, NNGP, PICKED
from explorer.figures.style import Figure, line
from explorer.format import number
from explorer.language import phrases_of
from ntkcore.networks.correlations import Cobweb

phrase = phrases_of("studies/finite_width")

_HEIGHT = 430


def cobweb(grid: np.ndarray, web: Cobweb, limit: float | None) -> Figure:
    """c′ at the correlations `grid` and its steps; `limit` is c*, None if there is none."""
    hover = phrase("cobweb.hover")
    across, up = np.repeat(web.steps, 2)[:-1], np.repeat(web.steps, 2)[1:]
    traces = [
        line(np.array([-1.0, 1.0]), np.array([-1.0, 1.0]), NEUTRAL, name=phrase("cobweb.same"), dash="dot", width=1.5),
        line(
            grid.astype(np.float32),
            web.after.astype(np.float32),
            NNGP,
            hover,
            name=phrase("cobweb.single", name=NAMES[NNGP]),
            width=2.5,
            dash="dash",
        ),
        line(across, up, PICKED, hover, name=phrase("cobweb.steps", count=len(web.steps) - 1), width=1.8),
    ]
    ends = {"first": number(float(web.steps[0]), ".3g"), "last": number(float(web.steps[-1]), ".4g")}
    finding = phrase("cobweb.finding", **ends)
    if limit is not None:
        finding = phrase("cobweb.finding_limit", **ends, limit=number(limit, ".4g"))
    axis = {"range": [min(-0.05, float(web.steps.min()) - 0.05), 1.03]}
    x, y = ({"title": phrase(f"cobweb.{name}")} | axis for name in ("across", "up"))
    return with_legend(traces, x, y, _HEIGHT, finding=finding, margin={"t": 54})
