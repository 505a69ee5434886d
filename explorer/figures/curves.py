"""Traces of pictures of functions: bands, lines, points, and axes that do not run away."""

from typing import Any

import numpy as np

from explorer.figures.axes import field, hover_x, hover_y
from explorer.figures.palette import BAND_OPACITY, DASHES, PAPER, RING, translucent
from explorer.figures.style import HEIGHT, Figure, dots, line, picture
from explorer.grid.conditioned import Curve
from explorer.language import phrases_of
from explorer.scene.scene import Dataset
from explorer.scene.units import WINDOW, Units
from explorer.scene.window import PLOT_INPUTS

phrase = phrases_of("figures")

BAND = 2.0  # standard deviations to either side


def band(of: Curve, colour: str, name: str, units: Units = WINDOW) -> list[dict[str, Any]]:
    """mean ± 2σ as a filled area in a colour that has a dash: the traces of its two edges."""
    low, high = (units.y.values(of.mean + sign * BAND * of.std) for sign in (-1, 1))
    quiet = {
        "type": "scatter",
        "x": units.x.values(PLOT_INPUTS),
        "mode": "lines",
        "line": {"width": 0.8, "color": colour, "dash": DASHES[colour]},
    }
    quiet |= {"hoverinfo": "skip", "legendgroup": name}
    filled = {"fill": "tonexty", "fillcolor": translucent(colour, BAND_OPACITY), "name": phrase("band", name=name)}
    return [quiet | {"y": low, "showlegend": False}, quiet | filled | {"y": high}]


def function_line(
    y: np.ndarray, colour: str, name: str, dash: str = "solid", width: float = 2.5, units: Units = WINDOW
) -> dict[str, Any]:
    """y (101,) over the window, named in the legend, in the person's units."""
    hover = f"{name}<br>{hover_x(units.x)}<br>f = {field('y', units.y, '.3f')}"
    return line(units.x.values(PLOT_INPUTS), units.y.values(y), colour, hover, dash=dash, width=width) | {"name": name}


def thin_lines(curves: np.ndarray, colour: str, name: str, width: float = 0.7, units: Units = WINDOW) -> dict[str, Any]:
    """Many thin curves (k, 101) over the window, as one trace with gaps, in the person's units."""
    gap = np.full((len(curves), 1), np.nan)
    x, y = np.tile(np.append(PLOT_INPUTS, np.nan), len(curves)), np.hstack([curves, gap]).ravel()
    return line(units.x.values(x), units.y.values(y), colour, width=width) | {"name": name}


def points(data: Dataset, units: Units = WINDOW) -> dict[str, Any]:
    """Markers at the training points; they need no legend."""
    marker = {"size": 9, "line": {"width": 2.5, "color": RING}}
    return dots(
        tuple(map(units.x.to_data, data.x)),
        tuple(map(units.y.to_data, data.y)),
        PAPER,
        phrase("point_at", x=hover_x(units.x), y=hover_y(units.y)),
        marker,
        name=phrase("points"),
        showlegend=False,
    )


def with_legend(
    traces: list[dict[str, Any]],
    x: dict[str, Any],
    y: dict[str, Any],
    height: int = HEIGHT,
    *,
    finding: str,
    **layout: Any,
) -> Figure:
    """`picture` with the legend above the plot, where it takes nothing from its width."""
    legend = {"orientation": "h", "yanchor": "bottom", "y": 1.02, "xanchor": "left", "x": 0, "font": {"size": 12}}
    return picture(
        traces, x, y, height, finding=finding, showlegend=True, **layout | {"legend": legend | layout.get("legend", {})}
    )


def y_range(*values: np.ndarray) -> tuple[float, float]:
    """A range of y with room for all finite `values`, at most from −6 to 6: diverging curves leave the picture."""
    finite = np.concatenate([np.ravel(value)[np.isfinite(np.ravel(value))] for value in values])
    low, high = float(np.clip(finite.min(), -6, 6)), float(np.clip(finite.max(), -6, 6))
    margin = 0.08 * (high - low or 1.0)
    return low - margin, high + margin
