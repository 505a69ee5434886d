"""The kernel as pictures: its heat map, its spectrum and its modes."""

import numpy as np
import plotly.graph_objects as go

from ntkcore.explore import View
from ntkcore.figures.style import CLEAR_NEGATIVE, CLEAR_POSITIVE, NEGATIVE, POSITIVE, finish
from ntkcore.scene import Prior

_HEAT_STRIDE = 5  # every 0.05 in x: 61 × 61 cells are as fine as the eye can tell at this size
_SHOWN_EIGENVALUES = 60
_TICKS = 7
SHOWN_MODES = 5


def kernel_symbol(prior: Prior | str) -> str:
    """'K' for the NNGP kernel, 'Θ' for the NTK."""
    return "K" if prior == Prior.NNGP else "Θ"


def kernel_heatmap(view: View) -> go.Figure:
    """k(x, x′) on the window. Zero is clear, so that it reads in a light and in a dark theme."""
    x = view.grid[::_HEAT_STRIDE]
    kernel = view.kernel[::_HEAT_STRIDE, ::_HEAT_STRIDE]
    extent = max(float(np.abs(kernel).max()), np.finfo(float).tiny)
    signed = bool(kernel.min() < 0)
    scale = [[0, CLEAR_POSITIVE], [1, POSITIVE]]
    if signed:
        scale = [[0, NEGATIVE], [0.5, CLEAR_NEGATIVE], [0.5, CLEAR_POSITIVE], [1, POSITIVE]]
    symbol = kernel_symbol(view.scene.prior)
    figure = go.Figure(
        go.Heatmap(
            x=x,
            y=x,
            z=kernel,
            colorscale=scale,
            zmin=-extent if signed else 0.0,
            zmax=extent,
            colorbar={
                "title": {"text": f"{symbol}(x, x′)", "side": "top"},
                "orientation": "h",
                "thickness": 8,
                "y": -0.32,
                "yanchor": "top",
                "nticks": 5,
            },
            hovertemplate=f"x = %{{x:.2f}}<br>x′ = %{{y:.2f}}<br>{symbol}(x, x′) = %{{z:.4g}}<extra></extra>",
        )
    )
    figure.update_xaxes(title="input x", constrain="domain")
    figure.update_yaxes(title="input x′", scaleanchor="x", constrain="domain")
    return finish(figure)


def grid_spectrum(view: View) -> go.Figure:
    """Eigenvalues of the kernel for inputs spread evenly over the window, largest first, on a log axis."""
    values = view.grid_values[:_SHOWN_EIGENVALUES]
    values = values[values > view.grid_values[0] * np.finfo(float).eps * len(view.grid_values)]
    rank = np.arange(1, len(values) + 1)
    figure = go.Figure(
        go.Scatter(
            x=rank,
            y=values,
            mode="markers",
            marker={"color": POSITIVE, "size": 6},
            hovertemplate="mode %{x}<br>λ = %{y:.3e}<extra></extra>",
        )
    )
    decades = np.log10(values[0] / values[-1]) if len(values) else 1.0
    step = max(1, round(decades / _TICKS))
    figure.update_xaxes(title="mode k, learned first → last")
    figure.update_yaxes(title="eigenvalue λₖ", type="log", exponentformat="power", dtick=step, tickfont={"size": 11})
    return finish(figure)


def grid_modes(view: View) -> go.Figure:
    """The first eigenfunctions for evenly spread inputs, each on its own line, blue above zero and red below."""
    figure = go.Figure()
    modes = view.grid_modes[:, :SHOWN_MODES]
    scale = 0.42 / np.abs(modes).max(axis=0)
    for k in range(modes.shape[1]):
        level = -float(k)
        height = scale[k] * modes[:, k]
        for part, color in ((np.maximum(height, 0.0), POSITIVE), (np.minimum(height, 0.0), NEGATIVE)):
            figure.add_scatter(
                x=view.grid,
                y=np.full_like(view.grid, level),
                line={"width": 0.5, "color": "#888888"},
                hoverinfo="skip",
            )
            figure.add_scatter(
                x=view.grid,
                y=level + part,
                fill="tonexty",
                line={"width": 1.5, "color": color},
                customdata=modes[:, k],
                hovertemplate=f"mode {k + 1}<br>x = %{{x:.2f}}<br>v = %{{customdata:.3f}}<extra></extra>",
            )
    figure.update_xaxes(title="input x")
    figure.update_yaxes(
        tickvals=[-k for k in range(modes.shape[1])],
        ticktext=[str(k + 1) for k in range(modes.shape[1])],
        title="mode k",
        showgrid=False,
        zeroline=False,
    )
    return finish(figure)
