"""Gradient flow in pictures: one clock for curve, loss and modes, and three distributions beside each other."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ntkcore.figures.curves import BAND, NNGP, NTK, add_band, add_line, add_points, clear, legend, listed, y_range
from ntkcore.figures.style import HEIGHT, NEGATIVE, POSITIVE, finish
from ntkcore.flow import SHOWN, Curve, Flow
from ntkcore.scene import Dataset

_SHOWN_MODES = 12
_CLOCK_HEIGHT = 760
_HIGHEST = 2.5  # untrained networks may leave the picture: what they learn is smaller
_LOWEST = 1e-12  # of the starting loss: what a logarithmic axis shows of 0


def clock(whole: Flow, data: Dataset) -> go.Figure:
    """Curve with residuals, loss with its bound, and each mode's share, at a time that one plays or drags."""
    figure = make_subplots(rows=3, cols=1, row_heights=[0.52, 0.24, 0.24], vertical_spacing=0.1)
    first, parts = _first_place(whole), _parts(whole, data)
    for (row, trace), now in zip(parts, _moving(whole, data, first), strict=True):
        figure.add_trace(trace.update(now), row=row, col=1)
    for row, trace in _background(whole, data):
        figure.add_trace(trace, row=row, col=1)
    # Only what moves, and as plain dictionaries: forty frames of graph objects take half a second to make.
    figure.frames = [
        {"name": str(place), "data": _moving(whole, data, place), "traces": list(range(len(parts)))}
        for place in range(len(whole.times))
    ]
    finish(figure, _CLOCK_HEIGHT)
    figure.update_layout(margin={"t": 110}, bargap=0.4, barmode="overlay", **_player(whole, first))
    edges = np.clip([whole.mean - BAND * whole.std, whole.mean + BAND * whole.std], -_HIGHEST, _HIGHEST)
    figure.update_yaxes(title="f(x)", range=y_range(edges, np.array(data.y)), row=1)
    figure.update_xaxes(title="input x", range=[-1.5, 1.5], row=1)
    figure.update_yaxes(title="loss", type="log", exponentformat="power", nticks=5, row=2)
    figure.update_xaxes(title="training time t", type="log", exponentformat="power", dtick=1, row=2)
    top = 105.0 * float(whole.remaining[0].max() or 1.0)
    figure.update_yaxes(title="% of the loss", range=[0, top], row=3)
    figure.update_xaxes(title="mode k, fastest first", dtick=1, row=3)
    return figure


def _background(whole: Flow, data: Dataset) -> list[tuple[int, go.Scatter | go.Bar]]:
    """What stands still, each with its row: points, the loss and its bound, each mode's share at the start."""
    points = go.Scatter(
        x=data.x,
        y=data.y,
        mode="markers",
        marker={"size": 9, "color": "#ffffff", "line": {"width": 2.5, "color": "#444444"}},
        hovertemplate="training point<br>x = %{x:.2f}<br>y = %{y:.2f}<extra></extra>",
    )
    bound, loss = (
        go.Scatter(
            x=whole.times[1:],
            y=np.maximum(y[1:], _LOWEST * whole.loss[0]),
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2},
            hovertemplate=f"{name}<br>t = %{{x:.3g}}<br>%{{y:.3g}}<extra></extra>",
        )
        for y, colour, dash, name in (
            (whole.bound, NEGATIVE, "dash", "bound e^(−2λ_min t)"),
            (whole.loss, POSITIVE, "solid", "loss"),
        )
    )
    share = listed(100.0 * whole.remaining[0, :_SHOWN_MODES])
    outline = {"color": "rgba(0,0,0,0)", "line": {"color": "#888888", "width": 1.5}}
    hover = "mode %{x}: %{y:.2f} % of the loss at the start<extra></extra>"
    shares = go.Bar(x=np.arange(1, len(share) + 1), y=share, marker=outline, hovertemplate=hover)
    return [(1, points), (2, bound), (2, loss), (3, shares)]


def _first_place(whole: Flow) -> int:
    """Where the clock stands at first: the loss has halved, so that there is something to see move."""
    done = whole.loss - whole.floor <= 0.5 * (whole.loss[0] - whole.floor)
    return int(np.argmax(done)) if done.any() else 0


def _parts(whole: Flow, data: Dataset) -> list[tuple[int, go.Scatter | go.Bar]]:
    """The traces that move, without what changes, each with its row: band, mean, residuals, mark, bars."""
    line = {"x": SHOWN, "mode": "lines", "hoverinfo": "skip"}
    edge = {"width": 0.5, "color": POSITIVE}
    hover = "mode %{x}, λ = %{customdata:.3g}<br>%{y:.2f} % left<extra></extra>"
    shown = whole.modes.values[:_SHOWN_MODES]
    return [
        (1, go.Scatter(line=edge, **line)),
        (1, go.Scatter(line=edge, fill="tonexty", fillcolor=clear(POSITIVE, 0.2), **line)),
        (1, go.Scatter(line={"width": 2.5, "color": POSITIVE}, **line)),
        (1, go.Scatter(x=np.repeat(data.x, 3), mode="lines", line={"color": NEGATIVE}, hoverinfo="skip")),
        (2, go.Scatter(mode="markers", marker={"size": 12, "color": POSITIVE}, hoverinfo="skip")),
        (3, go.Bar(x=np.arange(1, len(shown) + 1), marker={"color": POSITIVE}, customdata=shown, hovertemplate=hover)),
    ]


def _moving(whole: Flow, data: Dataset, place: int) -> list[dict[str, Any]]:
    """What changes of them with t. Lists: the browser reads arrays in a frame as they are written."""
    mean, spread = whole.mean[place], BAND * whole.std[place]
    gaps = [value for y, left in zip(data.y, whole.residual[place], strict=True) for value in (y, y - left, None)]
    mark = max(float(whole.loss[place]), _LOWEST * whole.loss[0])
    return [
        {"type": "scatter", "y": listed(mean - spread)},
        {"type": "scatter", "y": listed(mean + spread)},
        {"type": "scatter", "y": listed(mean)},
        {"type": "scatter", "y": gaps},
        {"type": "scatter", "x": [float(max(whole.times[place], whole.times[1]))], "y": [mark]},
        {"type": "bar", "y": listed(100.0 * whole.remaining[place, :_SHOWN_MODES])},
    ]


def _player(whole: Flow, first: int) -> dict[str, Any]:
    """The slider of t, play and pause, as entries of the layout."""
    still = {"frame": {"duration": 0, "redraw": True}, "mode": "immediate", "transition": {"duration": 0}}
    play = still | {"frame": {"duration": 90, "redraw": True}, "fromcurrent": True}
    slider = {
        "active": first,
        "steps": [
            {"args": [[str(place)], still], "label": f"{time:.3g}", "method": "animate"}
            for place, time in enumerate(whole.times)
        ],
        "x": 0.0,
        "len": 1.0,
        "y": 1.03,
        "yanchor": "bottom",
        "pad": {"t": 0, "b": 0, "l": 100},
        "currentvalue": {
            "prefix": "training time t = ",
            "font": {"size": 14, "color": "#7d8590"},
            "xanchor": "left",
        },
        "ticklen": 0,
        "minorticklen": 0,
        "font": {"size": 1, "color": "rgba(0,0,0,0)"},
    }
    buttons = {
        "type": "buttons",
        "direction": "right",
        "x": 0.0,
        "xanchor": "left",
        "y": 1.03,
        "yanchor": "bottom",
        "pad": {"b": 12},
        "showactive": False,
        "buttons": [
            {"label": "▶", "method": "animate", "args": [None, play]},
            {"label": "❚❚", "method": "animate", "args": [[None], still]},
        ],
    }
    return {"sliders": [slider], "updatemenus": [buttons]}


def bands(trained: Curve, ntk: Curve, nngp: Curve, data: Dataset) -> go.Figure:
    """Three distributions for the same points, mean ± 2σ of f each."""
    figure = go.Figure()
    for of, colour, name, dash in (
        (ntk, NTK, "NTK as a GP", "dot"),
        (nngp, NNGP, "NNGP", "dash"),
        (trained, POSITIVE, "trained networks", "solid"),
    ):
        add_band(figure, of, colour, name)
        add_line(figure, of.mean, colour, f"{name}: mean", dash, 2)
    add_points(figure, data)
    edges = [one.mean + sign * BAND * one.std for one in (ntk, nngp, trained) for sign in (-1, 1)]
    figure.update_xaxes(title="input x", range=[-1.5, 1.5])
    figure.update_yaxes(title="f(x)", range=y_range(*edges, np.array(data.y)))
    return legend(figure, HEIGHT + 80)
