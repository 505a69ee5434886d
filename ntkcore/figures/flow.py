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
_LOWEST = 1e-12  # of the starting loss: what a logarithmic axis shows of 0


def clock(whole: Flow, data: Dataset) -> go.Figure:
    """Curve with residuals, loss with its bound, and each mode's share, at a time that one plays or drags."""
    figure = make_subplots(rows=3, cols=1, row_heights=[0.5, 0.25, 0.25], vertical_spacing=0.09)
    shown = min(_SHOWN_MODES, len(data.x))
    last = _frame(whole, data, len(whole.times) - 1, shown)
    for part in last:
        figure.add_trace(part["trace"], row=part["row"], col=1)
    moving = list(range(len(last)))
    figure.add_scatter(
        x=data.x,
        y=data.y,
        mode="markers",
        marker={"size": 9, "color": "#ffffff", "line": {"width": 2.5, "color": "#444444"}},
        hovertemplate="training point<br>x = %{x:.2f}<br>y = %{y:.2f}<extra></extra>",
        row=1,
        col=1,
    )
    times = whole.times[1:]
    for y, colour, dash, name in (
        (whole.bound, NEGATIVE, "dash", "bound e^(−2λ_min t)"),
        (whole.loss, POSITIVE, "solid", "loss"),
    ):
        figure.add_scatter(
            x=times,
            y=np.maximum(y[1:], _LOWEST * whole.loss[0]),
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2},
            hovertemplate=f"{name}<br>t = %{{x:.3g}}<br>%{{y:.3g}}<extra></extra>",
            row=2,
            col=1,
        )
    figure.frames = [
        go.Frame(name=str(place), data=[part["trace"] for part in _frame(whole, data, place, shown)], traces=moving)
        for place in range(len(whole.times))
    ]
    return _clock_axes(figure, whole, data)


def _frame(whole: Flow, data: Dataset, place: int, shown: int) -> list[dict[str, Any]]:
    """What moves with t: band, mean, residuals, the mark on the loss, the bars; and the row of each."""
    mean, spread = whole.mean[place], BAND * whole.std[place]
    line = {"x": listed(SHOWN), "mode": "lines", "hoverinfo": "skip"}
    edge = {"width": 0.5, "color": POSITIVE}
    ends = np.array([data.y, np.array(data.y) - whole.residual[place], np.full(len(data.x), np.nan)]).T.ravel()
    gaps = [None if np.isnan(value) else float(f"{value:.4g}") for value in ends]
    time, floor = max(whole.times[place], whole.times[1]), _LOWEST * whole.loss[0]
    return [
        {"row": 1, "trace": go.Scatter(y=listed(mean - spread), line=edge, **line)},
        {
            "row": 1,
            "trace": go.Scatter(
                y=listed(mean + spread), line=edge, fill="tonexty", fillcolor=clear(POSITIVE, 0.2), **line
            ),
        },
        {"row": 1, "trace": go.Scatter(y=listed(mean), line={"width": 2.5, "color": POSITIVE}, **line)},
        {
            "row": 1,
            "trace": go.Scatter(
                x=np.repeat(data.x, 3).tolist(), y=gaps, mode="lines", line={"color": NEGATIVE}, hoverinfo="skip"
            ),
        },
        {
            "row": 2,
            "trace": go.Scatter(
                x=[float(time)],
                y=[max(float(whole.loss[place]), floor)],
                mode="markers",
                marker={"size": 12, "color": POSITIVE},
                hoverinfo="skip",
            ),
        },
        {
            "row": 3,
            "trace": go.Bar(
                x=list(range(1, shown + 1)),
                y=listed(100.0 * whole.remaining[place, :shown]),
                marker={"color": POSITIVE},
                customdata=listed(whole.modes.values[:shown]),
                hovertemplate="mode %{x}, λ = %{customdata}<br>%{y:.2f} % left<extra></extra>",
            ),
        },
    ]


def _clock_axes(figure: go.Figure, whole: Flow, data: Dataset) -> go.Figure:
    """Axes that stand still, the slider of t, play and pause."""
    last = len(whole.times) - 1
    still = {"frame": {"duration": 0, "redraw": True}, "mode": "immediate", "transition": {"duration": 0}}
    steps = [
        {"args": [[str(place)], still], "label": f"{time:.3g}", "method": "animate"}
        for place, time in enumerate(whole.times)
    ]
    play = still | {"frame": {"duration": 90, "redraw": True}, "fromcurrent": True}
    finish(figure, _CLOCK_HEIGHT)
    figure.update_layout(
        margin={"t": 96},
        bargap=0.4,
        sliders=[
            {
                "active": last,
                "steps": steps,
                "x": 0.0,
                "len": 1.0,
                "y": 1.0,
                "yanchor": "bottom",
                "pad": {"t": 0, "b": 8, "l": 96},
                "currentvalue": {"prefix": "training time t = ", "font": {"size": 14}, "xanchor": "left"},
                "ticklen": 0,
                "font": {"size": 1, "color": "rgba(0,0,0,0)"},
            }
        ],
        updatemenus=[
            {
                "type": "buttons",
                "direction": "right",
                "x": 0.0,
                "xanchor": "left",
                "y": 1.0,
                "yanchor": "bottom",
                "pad": {"b": 14, "t": 0, "l": 0},
                "showactive": False,
                "buttons": [
                    {"label": "▶", "method": "animate", "args": [None, play]},
                    {"label": "❚❚", "method": "animate", "args": [[None], still]},
                ],
            }
        ],
    )
    spread = BAND * whole.std
    figure.update_yaxes(title="f(x)", range=y_range(whole.mean - spread, whole.mean + spread, np.array(data.y)), row=1)
    figure.update_xaxes(title="input x", range=[-1.5, 1.5], row=1)
    figure.update_yaxes(title="loss", type="log", exponentformat="power", nticks=5, row=2)
    figure.update_xaxes(title="training time t", type="log", exponentformat="power", row=2)
    top = 105.0 * float(whole.remaining[0].max() or 1.0)
    figure.update_yaxes(title="% to learn", range=[0, top], row=3)
    figure.update_xaxes(title="mode k, fastest first", dtick=1, row=3)
    return figure


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
