"""Training in pictures: real networks over the theory, their loss, the learning rate, and their kernels."""

import numpy as np
import plotly.graph_objects as go

from ntkcore.dynamics import excess_by_mode, excess_by_steps
from ntkcore.ensembles.compare import Comparison
from ntkcore.ensembles.results import Outcome
from ntkcore.ensembles.runs import Run
from ntkcore.ensembles.studies import Kernels, power_law
from ntkcore.figures.curves import BAND, GREY, NNGP, REAL, add_band, add_line, add_points, clear, legend, y_range
from ntkcore.figures.style import HEIGHT, NEGATIVE, POSITIVE
from ntkcore.flow import SHOWN, Modes
from ntkcore.scene import Dataset

_MOST_LINES = 24
_POWERS = {"exponentformat": "power", "tickfont": {"size": 10}}  # plotly writes powers a quarter larger than it says
_DOTTED = 60  # fewer looks than that are marked one by one
_RATES = np.geomspace(0.01, 1.2, 121)  # learning rates over the stable limit
_LOWEST = 1e-12  # of the starting loss: what a logarithmic axis shows of 0


def networks(one: Comparison, f: np.ndarray, data: Dataset) -> go.Figure:
    """Real networks, thin, their mean and spread, over the theory's; f (networks, 101)."""
    figure = go.Figure()
    add_band(figure, one.theory, POSITIVE, "limit of infinite width", 0.15)
    lines = f[:_MOST_LINES]
    gap = np.full((len(lines), 1), np.nan)
    figure.add_scatter(
        x=np.tile(np.append(SHOWN, np.nan), len(lines)),
        y=np.hstack([lines, gap]).ravel(),
        mode="lines",
        line={"width": 0.7, "color": clear(REAL, 0.7)},
        name=f"{len(lines)} networks" if len(lines) > 1 else "1 network",
        hoverinfo="skip",
    )
    for sign in (-1.0, 1.0):
        figure.add_scatter(
            x=SHOWN,
            y=one.mean + sign * BAND * one.std,
            mode="lines",
            line={"color": REAL, "dash": "dot", "width": 1.8},
            name="networks ± 2 std",
            legendgroup="spread",
            showlegend=sign > 0,
            hoverinfo="skip",
        )
    add_line(figure, one.nngp.mean, NNGP, "NNGP: mean", "dash", 1.8)
    add_line(figure, one.theory.mean, POSITIVE, "limit: mean")
    add_line(figure, one.mean, REAL, "networks: mean", width=3)
    add_points(figure, data)
    figure.update_traces(showlegend=False, selector={"name": "training points"})
    edge = BAND * one.theory.std
    figure.update_xaxes(title="input x", range=[-1.5, 1.5])
    figure.update_yaxes(
        title="f(x)", range=y_range(one.theory.mean - edge, one.theory.mean + edge, lines, np.array(data.y))
    )
    return legend(figure, HEIGHT + 80)


def losses(one: Outcome, known: Modes) -> go.Figure:
    """Mean loss of the networks after so many steps, over that of descent and flow in the limit."""
    run, start = one.run, known.squares if one.run.keep_start else known.mean_squares
    steps = np.unique(np.geomspace(1, run.steps, 200).astype(int))
    figure = go.Figure()
    for (excess, floor), colour, dash, name in (
        (excess_by_mode(known.values, start, known.noise_var, steps * run.step_time), GREY, "dash", "limit: flow"),
        (
            excess_by_steps(known.values, start, known.noise_var, run.step_time, steps),
            POSITIVE,
            "solid",
            "limit: these steps",
        ),
    ):
        figure.add_scatter(
            x=steps,
            y=_capped(floor + excess.sum(axis=1), start),
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2},
            name=name,
            hovertemplate=f"{name}<br>step %{{x}}<br>loss %{{y:.3g}}<extra></extra>",
        )
    figure.add_scatter(
        x=one.history[:, 0],
        y=_capped(one.history[:, 1], start),
        mode="lines+markers" if len(one.history) < _DOTTED else "lines",
        line={"color": REAL, "width": 2},
        marker={"size": 5},
        name="networks: mean",
        hovertemplate="networks<br>step %{x}<br>loss %{y:.3g}<extra></extra>",
    )
    figure.update_xaxes(title="step", type="log", range=[0, np.log10(max(run.steps, 10))], **_POWERS, dtick=1)
    figure.update_yaxes(title="loss ½Σ(f − y)²", type="log", **_POWERS, nticks=6)
    return legend(figure, HEIGHT + 80)


def _capped(loss: np.ndarray, start: np.ndarray) -> np.ndarray:
    """What a logarithmic axis can show; a loss that has grown a millionfold has left the picture."""
    total = float(0.5 * start.sum()) or 1.0
    return np.where(loss < 1e6 * total, np.maximum(loss, _LOWEST * total), np.nan)


def rates(run: Run, known: Modes) -> go.Figure:
    """Loss in the limit of width after the same training time, by learning rate; the stable limit 2/λ_max marked."""
    start = known.squares if run.keep_start else known.mean_squares
    limit, time = run.step_time / run.rate, run.steps * run.step_time
    steps = np.maximum(np.rint(time / (_RATES * limit)), 1.0)
    descent = [
        float(excess_by_steps(known.values, start, known.noise_var, rate * limit, np.array([count]))[0].sum())
        for rate, count in zip(_RATES, steps, strict=True)
    ]
    excess, floor = excess_by_mode(known.values, start, known.noise_var, np.array([time]))
    figure = go.Figure()
    figure.add_scatter(
        x=_RATES,
        y=np.full(len(_RATES), max(floor + excess.sum(), _LOWEST * 0.5 * start.sum())),
        mode="lines",
        line={"color": GREY, "dash": "dash", "width": 2},
        name="flow",
        hovertemplate="gradient flow: loss %{y:.3g}<extra></extra>",
    )
    figure.add_scatter(
        x=_RATES,
        y=_capped(floor + np.array(descent), start),
        mode="lines",
        line={"color": POSITIVE, "width": 2.5},
        name="descent",
        hovertemplate="learning rate %{x:.2f} of the limit<br>loss %{y:.3g}<extra></extra>",
    )
    _mark_rates(figure, run.rate)
    figure.update_xaxes(title="learning rate ÷ stable limit", type="log", tickvals=[0.01, 0.03, 0.1, 0.3, 1.0])
    figure.update_yaxes(title=f"loss at t = {time:.3g}", type="log", **_POWERS, nticks=6)
    return legend(figure)


def _mark_rates(figure: go.Figure, rate: float) -> None:
    """The stable limit, and the person's own setting."""
    upright = {"type": "line", "yref": "paper", "y0": 0, "y1": 1}
    limit = upright | {"x0": 1.0, "x1": 1.0, "line": {"color": NEGATIVE, "dash": "dot", "width": 2}}
    own = upright | {"x0": rate, "x1": rate, "line": {"color": REAL, "width": 1.5}}
    # On a logarithmic axis an annotation stands at the logarithm, a shape at the number.
    words = {"x": 0, "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "top", "showarrow": False}
    name = words | {"text": "2/λ<sub>max</sub> ", "font": {"color": NEGATIVE}}
    figure.update_layout(shapes=[limit, own], annotations=[name])


def kernel_slices(study: Kernels, width: int) -> go.Figure:
    """Θ̂(x₀, ·) of ten random networks of one width, before and after training, over the limit."""
    figure = go.Figure()
    for kernels, colour, dash, name in (
        (study.before.get(width), GREY, "solid", "at the start"),
        (study.after.get(width), REAL, "solid", "after training"),
    ):
        if kernels is not None:
            gap = np.full((len(kernels), 1), np.nan)
            figure.add_scatter(
                x=np.tile(np.append(SHOWN, np.nan), len(kernels)),
                y=np.hstack([kernels, gap]).ravel(),
                mode="lines",
                line={"width": 0.8, "color": clear(colour, 0.8), "dash": dash},
                name=name,
                hoverinfo="skip",
            )
    add_line(figure, study.limit, POSITIVE, "limit Θ(x₀, ·)", "dash")
    figure.update_xaxes(title="input x", range=[-1.5, 1.5])
    both = [*study.before.values(), *study.after.values(), study.limit]
    figure.update_yaxes(title="Θ(x₀, x)", range=_span(np.concatenate([np.ravel(part) for part in both])))
    return legend(figure)


def _span(values: np.ndarray) -> list[float]:
    """The same for all widths, so that they can be compared."""
    low, high = float(min(values.min(), 0.0)), float(values.max())
    return [low - 0.05 * (high - low), high + 0.05 * (high - low)]


def fluctuation(study: Kernels) -> go.Figure:
    """How far random networks' kernels are from the limit, by width, with the fitted power."""
    widths = np.array(list(study.fluctuation), dtype=float)
    sizes, errors = np.array(list(study.fluctuation.values())).T
    figure = go.Figure()
    if len(widths) > 1:
        fit = power_law(study.fluctuation)
        figure.add_scatter(
            x=widths,
            y=fit.factor * widths**fit.power,
            mode="lines",
            line={"color": GREY, "dash": "dash", "width": 2},
            name=f"fit: ∝ width^({fit.words})",
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=widths,
        y=sizes,
        error_y={"array": 2.0 * errors, "thickness": 1.5},
        mode="markers",
        marker={"size": 8, "color": POSITIVE},
        name="measured, ± 2 standard errors",
        hovertemplate="width %{x}<br>deviation %{y:.3f}<extra></extra>",
    )
    figure.update_xaxes(title="width", type="log", tickvals=widths, ticktext=[f"{width:.0f}" for width in widths])
    figure.update_yaxes(title="relative deviation", type="log", tickvals=[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0])
    return legend(figure)
