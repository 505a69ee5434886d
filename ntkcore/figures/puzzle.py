"""The puzzle as pictures: the points with a guess, scores of labels under a mistake, trained networks with bumps."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ntkcore.figures.style import NEGATIVE, POSITIVE, finish
from ntkcore.puzzle import Score
from ntkcore.scene import Dataset

_GREY = "#888888"
_LABELS = np.linspace(-2.0, 5.0, 141)
_DEEPEST = -40.0  # nats


def _points(data: Dataset) -> go.Scatter:
    return go.Scatter(
        x=data.x,
        y=data.y,
        mode="markers",
        name="training points",
        marker={"size": 10, "color": _GREY, "line": {"width": 1.5, "color": "white"}},
        hovertemplate="x = %{x:.2f}<br>y = %{y:.2f}<extra>training point</extra>",
    )


def _line(x: np.ndarray, y: np.ndarray, name: str, color: str, dash: str = "solid") -> go.Scatter:
    hover = f"x = %{{x:.2f}}<br>f = %{{y:.3f}}<extra>{name}</extra>"
    return go.Scatter(x=x, y=y, name=name, line={"color": color, "width": 2, "dash": dash}, hovertemplate=hover)


def _legend(figure: go.Figure, height: int) -> go.Figure:
    finish(figure, height)
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 12}}
    return figure.update_layout(showlegend=True, legend=legend, margin={"t": 44})


def guess(data: Dataset, x: float, y: float, answer: tuple[np.ndarray, np.ndarray] | None) -> go.Figure:
    """The points, the guessed label, and, once asked for, the mean of the NTK posterior."""
    figure = go.Figure()
    if answer is not None:
        figure.add_trace(_line(*answer, "most likely label (NTK)", POSITIVE))
    figure.add_trace(_points(data))
    marker = {"size": 13, "symbol": "diamond", "color": NEGATIVE}
    hover = "your label<br>x = %{x:.2f}, y = %{y:.2f}<extra></extra>"
    figure.add_scatter(x=[x], y=[y], mode="markers", name="your label", marker=marker, hovertemplate=hover)
    figure.update_xaxes(title="input x", range=[-1.55, 1.55])
    figure.update_yaxes(title="label y", range=[-2.2, 5.2])
    return _legend(figure, 320)


def scores(right: Mapping[float, Score], wrong: Mapping[float, Score]) -> go.Figure:
    """Per input: the score of a label, right and as computed, each less its value where it is stationary."""
    titles = [f"label at x = {x:g}".replace("-", "−") for x in right]
    figure = make_subplots(1, len(right), subplot_titles=titles, shared_yaxes=True, horizontal_spacing=0.05)
    for column, x in enumerate(right, 1):
        for score, name, color in ((right[x], "right", POSITIVE), (wrong[x], "as computed", NEGATIVE)):
            if score.kind == "noise":
                continue
            curve = _line(_LABELS, score.relative(_LABELS), name, color, "solid" if name == "right" else "dash")
            curve.update(showlegend=column == 1, hovertemplate=f"y = %{{x:.2f}}<br>%{{y:.2f}}<extra>{name}</extra>")
            figure.add_trace(curve, 1, column)
            marker = {"size": 9, "color": color}
            hover = f"{name}: stationary at y = %{{x:.3f}}<extra></extra>"
            dot = go.Scatter(
                x=[score.best], y=[0], mode="markers", marker=marker, showlegend=False, hovertemplate=hover
            )
            figure.add_trace(dot, 1, column)
    figure.update_xaxes(title="label y", range=[_LABELS[0], _LABELS[-1]])
    figure.update_yaxes(title="score, less its stationary value", range=[_DEEPEST, 10], col=1)
    figure.update_yaxes(range=[_DEEPEST, 10])
    return _legend(figure, 340).update_layout(legend={"y": 1.1}, margin={"t": 64})


def bumps(
    data: Dataset, x: np.ndarray, mean: np.ndarray, error: np.ndarray, ntk: np.ndarray, nngp: np.ndarray
) -> go.Figure:
    """Mean of trained networks with twice its standard error, over the means of both limits."""
    figure = go.Figure()
    edge = np.concatenate([mean + 2 * error, (mean - 2 * error)[::-1]])
    fill = {"fill": "toself", "fillcolor": "rgba(213,94,0,0.2)", "line": {"width": 0}, "hoverinfo": "skip"}
    figure.add_scatter(x=np.concatenate([x, x[::-1]]), y=edge, name="±2 standard errors", **fill)
    figure.add_trace(_line(x, ntk, "NTK limit", POSITIVE))
    figure.add_trace(_line(x, nngp, "NNGP posterior", _GREY, "dot"))
    figure.add_trace(_line(x, mean, "trained networks, mean", NEGATIVE))
    figure.add_trace(_points(data))
    figure.update_xaxes(title="input x", range=[-1.5, 1.5])
    figure.update_yaxes(title="f(x)", range=[-1.9, 1.5])
    return _legend(figure, 360)
