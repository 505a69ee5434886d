"""The figure of order and chaos: correlation lengths over all spreads, with the critical line."""

from typing import Any

import numpy as np

from explorer.figures.palette import NEUTRAL, PAPER, PICKED, RING, RISING
from explorer.figures.style import Figure, dots, heatmap, line, picture
from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.limits import LIMITS
from explorer.studies.finite_width.numbers.plane import Line, Plane

phrase = phrases_of("studies/finite_width")

MOST = 100.0  # layers at which the colours end
_HEIGHT = 430
_AXES = {"weight_std": "weight", "bias_std": "bias"}


def by_spreads(
    shown: Plane, lines: tuple[Line, ...], spreads: tuple[float, float], half_stable: tuple[float, float] | None
) -> Figure:
    """Correlation lengths as colours, the critical line, and the network with its `spreads` (σ_w, σ_b)."""
    log = np.log10(np.clip(shown.lengths, 1.0, MOST)).astype(np.float32)
    ticks = [1, 3, 10, 30, MOST]
    texts = [*(f"{tick:g}" for tick in ticks[:-1]), f"≥ {MOST:g}"]
    bar = {
        "orientation": "h",
        "y": 1.01,
        "yanchor": "bottom",
        "thickness": 9,
        "len": 1.0,
        "xpad": 0,
        "ypad": 2,
        "ticklabeloverflow": "allow",
    }
    bar |= {"tickvals": np.log10(ticks), "ticktext": texts}
    capped = np.where(shown.lengths > 1e4, np.inf, shown.lengths)
    hover, name, cells = phrase("plane.hover"), phrase("plane.name"), {"x": shown.weights, "y": shown.biases}
    heat = heatmap(log, RISING, (0.0, np.log10(MOST)), hover, name=name, **cells)
    heat |= {
        "customdata": np.where(np.isfinite(capped), capped, 1e4).astype(np.float32),
        "showscale": True,
        "colorbar": bar,
    }
    traces = [heat, *_explosion(shown), *map(_critical, lines)]
    if half_stable is not None:
        marker = {"symbol": "star", "size": 14, "line": {"width": 1.5, "color": RING}}
        name = phrase("plane.half_stable")
        hover = f"{name}<br>σ_w = %{{x:.4f}}<br>σ_b = %{{y:.4f}}"
        traces.append(dots([half_stable[0]], [half_stable[1]], PAPER, hover, marker, name=name))
    marker = {"symbol": "x", "size": 10, "line": {"width": 1.5, "color": PAPER}}
    name = phrase("plane.network")
    traces.append(dots([spreads[0]], [spreads[1]], PICKED, name, marker, name=name, cliponaxis=False))
    across, up = (_axis(*each) for each in _AXES.items())
    around = shown.lengths[np.abs(shown.biases - spreads[1]).argmin(), np.abs(shown.weights - spreads[0]).argmin()]
    finding = phrase("plane.finding", length=number(float(around), ".3g"))
    return picture(traces, across, up, _HEIGHT, finding=finding, margin={"t": 54, "r": 24})


def _axis(name: str, key: str) -> dict[str, Any]:
    """The axis of a spread, over all of its values."""
    ends = {"range": [0.0, LIMITS[name].high], "showgrid": False}
    return {"title": phrase(f"plane.{key}"), "column": phrase(f"plane.{key}_column")} | ends


def _critical(part: Line) -> dict[str, Any]:
    name = phrase("plane.critical" if part.is_boundary else "plane.no_boundary")
    hover = f"{name}<br>σ_w = %{{x:.3f}}<br>σ_b = %{{y:.3f}}"
    dash = "solid" if part.is_boundary else "dot"
    return line(
        part.weights.astype(np.float32), part.biases.astype(np.float32), PICKED, hover, name=name, dash=dash, width=3
    )


def _explosion(shown: Plane) -> list[dict[str, Any]]:
    """The edge of the region where the variance grows without end, where there is such a region and another."""
    if shown.explodes.all() or not shown.explodes.any():
        return []
    return [
        {
            "type": "contour",
            "colorscale": [[0, NEUTRAL], [1, NEUTRAL]],
            "x": shown.weights,
            "y": shown.biases,
            "z": shown.explodes.astype(np.float32),
        }
        | {
            "contours": {"start": 0.5, "end": 0.5, "size": 1.0, "coloring": "none"},
            "showscale": False,
            "hoverinfo": "skip",
        }
        | {"line": {"color": NEUTRAL, "width": 2, "dash": "dash", "smoothing": 0}}
    ]
