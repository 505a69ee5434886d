"""What pictures of functions share: colours, bands, lines, points, and axes that do not run away."""

import numpy as np
import plotly.graph_objects as go

from ntkcore.figures.style import HEIGHT, finish
from ntkcore.flow import SHOWN, Curve
from ntkcore.scene import Dataset

# Okabe–Ito beside the blue of the limit of trained networks: green NNGP, purple NTK-GP, orange real networks.
NNGP, NTK, REAL, GREY = "#009E73", "#B2609A", "#E69F00", "#888888"
BAND = 2.0  # standard deviations to either side


def clear(colour: str, opacity: float) -> str:
    """`colour` (#rrggbb), see-through."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def listed(values: np.ndarray) -> list[float]:
    """Plain numbers: four decimals are finer than a pixel."""
    return [float(f"{value:.4g}") for value in values]


def add_band(figure: go.Figure, of: Curve, colour: str, name: str, opacity: float = 0.18) -> None:
    """mean ± 2σ as a filled area."""
    low, high = of.mean - BAND * of.std, of.mean + BAND * of.std
    quiet = {"x": SHOWN, "mode": "lines", "line": {"width": 0.8, "color": colour}, "hoverinfo": "skip"}
    figure.add_scatter(y=low, showlegend=False, legendgroup=name, **quiet)
    figure.add_scatter(
        y=high, fill="tonexty", fillcolor=clear(colour, opacity), name=f"{name}: ± 2σ of f", legendgroup=name, **quiet
    )


def add_line(figure: go.Figure, y: np.ndarray, colour: str, name: str, dash: str = "solid", width: float = 2.5) -> None:
    """y (101,) over the window."""
    figure.add_scatter(
        x=SHOWN,
        y=y,
        mode="lines",
        line={"color": colour, "dash": dash, "width": width},
        name=name,
        hovertemplate=f"{name}<br>x = %{{x:.2f}}<br>f = %{{y:.3f}}<extra></extra>",
    )


def add_points(figure: go.Figure, data: Dataset) -> None:
    """Rings at the training points."""
    figure.add_scatter(
        x=data.x,
        y=data.y,
        mode="markers",
        marker={"size": 9, "color": "#ffffff", "line": {"width": 2.5, "color": "#444444"}},
        name="training points",
        hovertemplate="training point<br>x = %{x:.2f}<br>y = %{y:.2f}<extra></extra>",
    )


def legend(figure: go.Figure, height: int = HEIGHT) -> go.Figure:
    """`finish`, with the legend above the plot, where it takes nothing from its width."""
    legend = {"orientation": "h", "yanchor": "bottom", "y": 1.02, "xanchor": "left", "x": 0, "font": {"size": 12}}
    return finish(figure, height).update_layout(showlegend=True, legend=legend)


def y_range(*values: np.ndarray) -> list[float]:
    """Room for all of them; curves may blow up, the picture does not."""
    finite = np.concatenate([np.ravel(value)[np.isfinite(np.ravel(value))] for value in values])
    low, high = float(np.clip(finite.min(), -6, 6)), float(np.clip(finite.max(), -6, 6))
    margin = 0.08 * (high - low or 1.0)
    return [low - margin, high + margin]
