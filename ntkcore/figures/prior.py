"""The prior as pictures: sample functions, an output's histogram, the kernel as similarity, the map of the evidence."""

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ntkcore.figures.style import CLEAR_NEGATIVE, CLEAR_POSITIVE, NEGATIVE, POSITIVE, finish

FINITE = "#009E73"  # Okabe–Ito green: whatever comes from networks of finite width
_GREY = "#888888"
_HALF_POSITIVE = "rgba(0,114,178,0.35)"
_FRAME_MS = 70
_ROUNDS = 20  # how often the great circle is gone round before the animation stops by itself
_SPAN = 30.0  # nats below the peak at which the map of the evidence ends


def functions(x: np.ndarray, frames: np.ndarray, reach: float, color: str, name: str) -> go.Figure:
    """Sample functions (S, P) at x (P,), or frames of them (F, S, P) with buttons to play and pause, within ±reach."""
    pictures = frames if frames.ndim == 3 else frames[None]
    gap = np.full((*pictures.shape[:2], 1), np.nan)
    heights = np.concatenate([pictures, gap], axis=2).reshape(len(pictures), -1).astype(np.float32)
    places = np.tile(np.append(x, np.nan), pictures.shape[1]).astype(np.float32)
    layout: dict[str, Any] = {
        "xaxis": {"title": "input x", "range": [x[0], x[-1]], "zeroline": False},
        "yaxis": {"title": "f(x)", "range": [-reach, reach], "zeroline": True},
    }
    moving = []
    if len(pictures) > 1:
        moving = [{"name": f"{place}", "data": [{"y": one}], "traces": [0]} for place, one in enumerate(heights)]
        layout["updatemenus"] = [_player([frame["name"] for frame in moving] * _ROUNDS)]
    line = go.Scatter(
        x=places,
        y=heights[0],
        mode="lines",
        line={"width": 1.6, "color": color},
        hovertemplate=f"{name}<br>x = %{{x:.2f}}<br>f(x) = %{{y:.3f}}<extra></extra>",
    )
    # Room for the buttons also where there are none: the axes of two pictures stand side by side.
    return finish(go.Figure(line, layout, moving)).update_layout(margin_t=44)


def _player(order: list[str]) -> dict[str, Any]:
    """Buttons above the picture."""
    step = {"frame": {"duration": _FRAME_MS, "redraw": False}, "transition": {"duration": 0}, "mode": "immediate"}
    return {
        "type": "buttons",
        "direction": "right",
        "x": 0,
        "xanchor": "left",
        "y": 1.02,
        "yanchor": "bottom",
        "pad": {"t": 0, "r": 6, "b": 4},
        "showactive": False,
        "bgcolor": "rgba(0,114,178,0.08)",
        "bordercolor": _GREY,
        "buttons": [
            {"label": "▶ Play", "method": "animate", "args": [order, step | {"fromcurrent": True}]},
            {"label": "❚❚ Pause", "method": "animate", "args": [[None], step | {"frame": {"duration": 0}}]},
        ],
    }


def histogram(edges: np.ndarray, density: np.ndarray, variance: float) -> go.Figure:
    """The density (B,) of finite networks' outputs between edges (B + 1,), and the limit N(0, variance)."""
    middle, width = 0.5 * (edges[1:] + edges[:-1]), edges[1] - edges[0]
    line = np.linspace(edges[0], edges[-1], 121)
    peak = 1.0 / math.sqrt(2.0 * math.pi * variance)
    normal = peak * np.exp(-0.5 * line**2 / variance)
    figure = go.Figure(
        [
            go.Bar(
                x=middle,
                y=density,
                width=width,
                marker={"color": FINITE, "opacity": 0.5, "line": {"width": 0}},
                hovertemplate="finite networks<br>f(x) ≈ %{x:.2f}<br>density %{y:.3f}<extra></extra>",
            ),
            go.Scatter(
                x=line,
                y=normal,
                mode="lines",
                line={"color": POSITIVE, "width": 2.5},
                hovertemplate="infinite width<br>f(x) = %{x:.2f}<br>density %{y:.3f}<extra></extra>",
            ),
        ],
        {
            "xaxis": {"title": "output f(x)", "range": [edges[0], edges[-1]], "zeroline": False},
            "yaxis": {"title": "density", "range": [0.0, min(1.08 * max(float(density.max()), peak), 3.0 * peak)]},
        },
    )
    return finish(figure, 300)


def similarity(x: np.ndarray, kernel: np.ndarray, pick: tuple[int, int], symbol: str) -> go.Figure:
    """k(x, x′) (P, P) at x (P,) as a heat map; below it, on the same axis, the slice at the first pick, x′ = a.

    The dot is the pair of both picks, (a, b), given by their places in x; `symbol` is what the axis calls k.
    """
    first, second = pick
    low, high = min(0.0, float(np.nanmin(kernel))), max(float(np.nanmax(np.abs(kernel))), np.finfo(float).tiny)
    around = [low - 0.06 * (high - low), high + 0.06 * (high - low)]
    value = float(kernel[first, second])
    dot = {
        "mode": "markers",
        "marker": {"size": 11, "color": FINITE, "line": {"width": 2, "color": "white"}},
        "hovertemplate": f"a = {x[first]:.2f}, b = {x[second]:.2f}<br>{symbol} = {value:.4g}<extra></extra>",
    }
    level = {"mode": "lines", "line": {"dash": "dash", "width": 1, "color": _GREY}, "hoverinfo": "skip"}
    figure = go.Figure(
        [
            _heat(x, kernel, low, high, symbol),
            go.Scatter(x=x[[0, -1]], y=x[[first, first]], **level),
            go.Scatter(x=x[[second]], y=x[[first]], **dot),
            go.Scatter(
                x=x.astype(np.float32),
                y=kernel[first].astype(np.float32),
                yaxis="y2",
                mode="lines",
                line={"color": POSITIVE, "width": 2.5},
                hovertemplate=f"x = %{{x:.2f}}<br>{symbol} with a = %{{y:.4g}}<extra></extra>",
            ),
            go.Scatter(x=x[[second]], y=[value], yaxis="y2", **dot),
        ],
        {
            "xaxis": {"title": "input x", "range": [x[0], x[-1]], "anchor": "y2", "zeroline": False},
            "yaxis": {"title": "input x′", "domain": [0.4, 1.0], "range": [x[0], x[-1]], "zeroline": False},
            "yaxis2": {"title": f"{symbol} at x′ = a", "domain": [0.0, 0.33], "range": around, "nticks": 5},
        },
    )
    return finish(figure, 520)


def _heat(x: np.ndarray, kernel: np.ndarray, low: float, high: float, symbol: str) -> go.Heatmap:
    """Zero is clear, so that it reads in a light and in a dark theme; blue above, vermillion below."""
    signed = low < 0
    scale = [[0, CLEAR_POSITIVE], [1, POSITIVE]]
    if signed:
        scale = [[0, NEGATIVE], [0.5, CLEAR_NEGATIVE], [0.5, CLEAR_POSITIVE], [1, POSITIVE]]
    return go.Heatmap(
        x=x.astype(np.float32),
        y=x.astype(np.float32),
        z=kernel.astype(np.float32),
        colorscale=scale,
        zmin=-high if signed else 0.0,
        zmax=high,
        showscale=False,
        hovertemplate=f"x = %{{x:.2f}}<br>x′ = %{{y:.2f}}<br>{symbol} = %{{z:.4g}}<extra></extra>",
    )


def by_correlation(
    correlations: np.ndarray, curves: dict[str, np.ndarray], dots: dict[str, dict[str, tuple[float, float]]]
) -> go.Figure:
    """How alike the network finds two images against how alike their pixels are; dots[kernel][letter] = (u, cosine)."""
    styles = {"NNGP": (POSITIVE, "solid", "circle"), "NTK": (NEGATIVE, "dash", "diamond")}
    figure = go.Figure()
    for name, curve in curves.items():
        color, dash, symbol = styles[name]
        figure.add_scatter(
            x=correlations.astype(np.float32),
            y=curve.astype(np.float32),
            mode="lines",
            line={"color": color, "dash": dash, "width": 2.2},
            hovertemplate=f"{name}<br>pixels %{{x:.2f}}<br>network %{{y:.3f}}<extra></extra>",
        )
        figure.add_scatter(
            x=[place for place, _ in dots[name].values()],
            y=[height for _, height in dots[name].values()],
            text=[f"{letter}" for letter in dots[name]],
            mode="markers+text",
            textposition="top left" if name == "NNGP" else "bottom right",
            marker={"color": color, "size": 10, "symbol": symbol, "line": {"width": 1.5, "color": "white"}},
            hovertemplate=f"{name}: A and %{{text}}<br>pixels %{{x:.3f}}<br>network %{{y:.3f}}<extra></extra>",
        )
    figure.update_xaxes(title="correlation of the pixels", range=[-1.02, 1.02], zeroline=False)
    figure.update_yaxes(title="cosine similarity", zeroline=True)
    return finish(figure, 320)


def evidence_map(
    weights: np.ndarray,
    biases: np.ndarray,
    values: np.ndarray,
    name: str,
    here: tuple[float, float],
    peak: tuple[float, float] | None,
) -> go.Figure:
    """values (biases, weights) in nats as a map, the present choice as a cross and the peak, if known, as a star."""
    top = float(values.max())
    clipped = np.maximum(values, top - _SPAN)
    figure = go.Figure(
        go.Contour(
            x=weights,
            y=biases,
            z=clipped,
            customdata=values,
            colorscale=[[0, CLEAR_POSITIVE], [0.75, _HALF_POSITIVE], [1, POSITIVE]],
            contours={"start": top - _SPAN, "end": top, "size": 5.0, "coloring": "heatmap"},
            line={"width": 0.6, "color": _GREY},
            colorbar={"title": {"text": "nats", "side": "top"}, "thickness": 10, "len": 0.9, "nticks": 6},
            hovertemplate=f"σ_w = %{{x:.1f}}<br>σ_b = %{{y:.1f}}<br>{name} %{{customdata:.2f}} nats<extra></extra>",
        )
    )
    marks = [("this network", here, "x", NEGATIVE)]
    if peak is not None:
        marks.append(("the peak", peak, "star", FINITE))
    for words, (weight, bias), symbol, color in marks:
        figure.add_scatter(
            x=[weight],
            y=[bias],
            mode="markers",
            cliponaxis=False,
            marker={"symbol": symbol, "size": 15, "color": color, "line": {"width": 2, "color": "white"}},
            hovertemplate=f"{words}<br>σ_w = %{{x:.3f}}<br>σ_b = %{{y:.3f}}<extra></extra>",
        )
    figure.update_xaxes(title="weight std σ_w", range=[weights[0], weights[-1]], zeroline=False)
    figure.update_yaxes(title="bias std σ_b", range=[biases[0] - 0.06, biases[-1]], zeroline=False)
    return finish(figure, 420)
