"""Training in pictures: real networks over the theory, their loss, the learning rate, and their kernels."""

from typing import Any

import numpy as np

from explorer.figures.axes import escaped, inputs_axis, outputs_axis
from explorer.figures.curves import BAND, band, function_line, points, thin_lines, with_legend, y_range
from explorer.figures.palette import DASHES, FINITE, NAMES, NEGATIVE, NEUTRAL, NNGP, NTK, PICKED, TRAINED
from explorer.figures.style import HEIGHT, POWERS, Figure, between, dots, line, vline
from explorer.format import number
from explorer.language import phrases_of
from explorer.power_law import power_law
from explorer.scene.scene import Dataset
from explorer.scene.units import WINDOW, Axis, Units
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.training.numbers.compare import Comparison
from explorer.studies.training.numbers.flow import Modes
from explorer.studies.training.numbers.requests import Kernels
from ntkcore.inference.filters import excess_by_mode, excess_by_steps
from ntkcore.networks.ensembles.results import Outcome
from ntkcore.networks.ensembles.runs import Run

phrase = phrases_of("studies/training")

_MOST_LINES = 24
_DOTTED = 60  # fewer looks than that are marked one by one
_RATES = np.geomspace(0.01, 1.2, 121)  # learning rates over the stable limit
_LOWEST = 1e-12  # of the starting loss: what a logarithmic axis shows of 0


def networks(comparison: Comparison, f: np.ndarray, data: Dataset, units: Units = WINDOW) -> Figure:
    """Real networks, thin, their mean and spread, over the theory's; f (networks, 101)."""
    lines = f[:_MOST_LINES]
    at = units.x.values(PLOT_INPUTS)
    low, high = (
        line(at, units.y.values(comparison.mean + sign * BAND * comparison.std), FINITE, dash="dot", width=1.8)
        | {"name": phrase("ensemble.spread", name=NAMES[FINITE]), "legendgroup": "spread", "showlegend": sign > 0}
        for sign in (-1, 1)
    )
    traces = [
        *band(comparison.theory, TRAINED, NAMES[TRAINED], units=units),
        thin_lines(
            lines, FINITE, phrase("ensemble.some", name=NAMES[FINITE], shown=len(lines), count=len(f)), units=units
        ),
        low,
        high,
        function_line(comparison.nngp.mean, NNGP, phrase("mean", name=NAMES[NNGP]), DASHES[NNGP], 1.8, units),
        function_line(comparison.theory.mean, TRAINED, phrase("mean", name=NAMES[TRAINED]), units=units),
        function_line(comparison.mean, FINITE, phrase("mean", name=NAMES[FINITE]), width=3, units=units),
        points(data, units),
    ]
    edge = BAND * comparison.theory.std
    room = y_range(comparison.theory.mean - edge, comparison.theory.mean + edge, lines, np.array(data.y))
    off = units.y.length_text(comparison.to_theory, ".2g")
    finding = phrase("ensemble.finding", count=len(f), distance=off)
    x, y = inputs_axis(units.x), outputs_axis(units.y, room, "f(x)")
    return with_legend(traces, x, y, HEIGHT + 80, finding=finding)


def losses(outcome: Outcome, modes: Modes, y_axis: Axis = WINDOW.y) -> Figure:
    """Mean loss of the networks after so many steps, over that of descent and flow in the limit.

    A loss is a sum of squares: in the person's units each is divided by the square of their scale.
    """
    run, start = outcome.run, modes.squares if outcome.run.keep_start else modes.mean_squares
    steps = np.unique(np.geomspace(1, run.steps, 200).astype(int))
    flowing, floor = excess_by_mode(modes.values, start, modes.noise_var, steps * run.step_time)
    descending, _ = excess_by_steps(modes.values, start, modes.noise_var, run.step_time, steps)
    hover = phrase("loss.hover")
    traces = [
        line(steps, y_axis.squares(_capped(floor + excess.sum(axis=1), start)), colour, f"{name}<br>{hover}", dash=dash)
        | {"name": name}
        for excess, colour, dash, name in (
            (flowing, NEUTRAL, "dash", phrase("loss.flow")),
            (descending, TRAINED, "solid", phrase("loss.these_steps", name=NAMES[TRAINED])),
        )
    ]
    mean_loss = y_axis.squares(_capped(outcome.history[:, 1], start))
    measured = line(outcome.history[:, 0], mean_loss, FINITE, f"{NAMES[FINITE]}<br>{hover}") | {
        "name": phrase("mean", name=NAMES[FINITE])
    }
    measured |= {"mode": "lines+markers" if len(mean_loss) < _DOTTED else "lines", "marker": {"size": 5}}
    across = {"title": phrase("loss.step"), "range": [0, np.log10(max(run.steps, 10))], "dtick": 1}
    up = {"title": phrase("loss.axis", unit=escaped(y_axis.in_unit(2))), "nticks": 6}
    finding = phrase("loss.none")
    if len(outcome.history):
        step, last = outcome.history[-1]
        finding = phrase("loss.finding", steps=number(step, ".0f"), loss=number(float(y_axis.squares(last)), ".2g"))
    return with_legend([*traces, measured], across | POWERS, up | POWERS, HEIGHT + 80, finding=finding)


def _capped(loss: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The loss as a logarithmic axis can show it, with gaps where it has grown a millionfold."""
    total = float(0.5 * start.sum()) or 1.0
    return np.where(loss < 1e6 * total, np.maximum(loss, _LOWEST * total), np.nan)


def rates(run: Run, modes: Modes, y_axis: Axis = WINDOW.y) -> Figure:
    """Loss in the limit of width after the same training time, by learning rate; the stable limit 2/λ_max marked."""
    start = modes.squares if run.keep_start else modes.mean_squares
    limit, time = run.step_time / run.rate, run.steps * run.step_time
    steps = np.maximum(np.rint(time / (_RATES * limit)), 1.0)
    descent = [
        float(excess_by_steps(modes.values, start, modes.noise_var, rate * limit, np.array([count]))[0].sum())
        for rate, count in zip(_RATES, steps, strict=True)
    ]
    excess, floor = excess_by_mode(modes.values, start, modes.noise_var, np.array([time]))
    still = np.full(len(_RATES), max(floor + excess.sum(), _LOWEST * 0.5 * start.sum()))
    hover = phrase("rates.hover")
    shown = _capped(floor + np.array(descent), start)
    traces = [
        line(_RATES, y_axis.squares(still), NEUTRAL, phrase("rates.flow"), dash="dash") | {"name": phrase("loss.flow")},
        line(_RATES, y_axis.squares(shown), TRAINED, hover, width=2.5)
        | {"name": phrase("rates.steps", name=NAMES[TRAINED])},
    ]
    across = {"title": phrase("rates.across"), "type": "log", "tickvals": [0.01, 0.03, 0.1, 0.3, 1.0]}
    up = {"title": phrase("rates.up", time=number(time, ".3g"), unit=escaped(y_axis.in_unit(2))), "nticks": 6} | POWERS
    best = float(_RATES[np.nanargmin(shown)]) if np.isfinite(shown).any() else np.nan
    finding = phrase("rates.finding", rate=number(best, ".2g"))
    return with_legend(traces, across, up, finding=finding, **_rate_marks(run.rate))


def _rate_marks(rate: float) -> dict[str, Any]:
    """The stable limit, and the person's own setting."""
    # On a logarithmic axis an annotation stands at the logarithm, a shape at the number.
    label = {"x": 0, "xanchor": "right", "y": 1, "yref": "paper", "yanchor": "top", "showarrow": False}
    return {
        "shapes": [vline(1.0, NEGATIVE, "dot"), vline(rate, PICKED, width=1.5)],
        "annotations": [label | {"text": "2/λ<sub>max</sub> ", "font": {"color": NEGATIVE}}],
    }


def sampled_kernels(study: Kernels, width: int, x_axis: Axis = WINDOW.x) -> Figure:
    """Θ̂(x₀, ·) of ten random networks of one width, before and after training, over the limit."""
    units = Units(x_axis, WINDOW.y)  # a kernel is the network's, whatever the labels are measured in
    traces = [
        thin_lines(kernels, colour, name, 0.8, units)
        for kernels, colour, name in (
            (study.before.get(width), NEUTRAL, phrase("slices.before", name=NAMES[FINITE])),
            (study.after.get(width), FINITE, phrase("slices.after", name=NAMES[FINITE])),
        )
        if kernels is not None
    ]
    traces.append(function_line(study.limit, NTK, f"{NAMES[NTK]} Θ(x₀, ·)", DASHES[NTK], units=units))
    both = [*study.before.values(), *study.after.values(), study.limit]
    room = _span(np.concatenate([np.ravel(part) for part in both]))
    drawn = study.before.get(width)
    spread = "" if drawn is None else phrase("slices.start", width=width, range=between(drawn))
    finding = phrase("slices.finding", range=between(study.limit), spread=spread)
    return with_legend(traces, inputs_axis(x_axis), {"title": "Θ(x₀, x)", "range": room}, finding=finding)


def _span(values: np.ndarray) -> list[float]:
    """The same for all widths, so that they can be compared."""
    low, high = float(min(values.min(), 0.0)), float(values.max())
    return [low - 0.05 * (high - low), high + 0.05 * (high - low)]


def fluctuation(study: Kernels) -> Figure:
    """The figure of the distance of random networks' kernels from the limit, by width, with the fitted power."""
    widths = np.array(list(study.fluctuation), dtype=float)
    sizes, errors = np.array(list(study.fluctuation.values())).T
    traces = []
    if len(widths) > 1:
        fit = power_law(study.fluctuation)
        fitted = line(widths, fit.factor * widths**fit.power, NEUTRAL, dash="dash")
        traces.append(fitted | {"name": phrase("fluctuation.fit", power=fit.text)})
    measured = dots(widths, sizes, FINITE, phrase("fluctuation.hover"), {"size": 8})
    measured |= {
        "error_y": {"array": 2.0 * errors, "thickness": 1.5},
        "name": phrase("fluctuation.errors", name=NAMES[FINITE]),
    }
    across = {
        "title": phrase("width"),
        "type": "log",
        "tickvals": widths,
        "ticktext": [number(width, ".0f") for width in widths],
    }
    up = {"title": phrase("fluctuation.up"), "type": "log", "tickvals": [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0]}
    first, last = (
        phrase("fluctuation.at", size=number(float(sizes[at]), ".2g"), width=number(widths[at], ".0f"))
        for at in (0, -1)
    )
    finding = phrase("fluctuation.finding", first=first, last=last)
    return with_legend([*traces, measured], across, up, finding=finding)
