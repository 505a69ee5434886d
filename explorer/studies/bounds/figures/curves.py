"""The Bounds page in pictures: errors and bounds against the number of examples, losses, many samples, digits."""

from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import BAND_OPACITY, BOUND, NEGATIVE, NEUTRAL, NNGP, PICKED, translucent
from explorer.figures.style import HEIGHT, Figure, dots, hline, line, vline
from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.bounds.numbers.curve import FEWEST_FOR_MAURER, Bounds, Curve
from explorer.studies.bounds.numbers.labels import Digits
from explorer.studies.bounds.numbers.repeats import Repeats

phrase = phrases_of("studies/bounds")

GUESSING = 0.5  # the error of a coin
NAMES = Phrases("studies/bounds", "names")
_DASHES = {"realisable": "solid", "valle_perez": "dash", "maurer": "dot"}
_MOST_SHOWN = 120  # numbers of examples at which a curve is drawn


def counts_shown(most: int) -> np.ndarray:
    """The indices of the numbers of examples from 1 to `most` that are drawn: on a logarithmic axis evenly spread."""
    return np.unique(np.rint(np.geomspace(1, most, _MOST_SHOWN)).astype(int)) - 1


def error_curves(curve: Curve, bounds: Bounds, m: int) -> Figure:
    """The Gibbs error, its bounds and the line above which a bound says nothing, against the number of examples."""
    at = counts_shown(len(curve.m))
    examples = curve.m[at]
    traces = _bounds(examples, Bounds(*(each[at] for each in bounds)))
    traces.append(_curve(examples, curve.error[at], NNGP, phrase("curve.gibbs"), "solid", width=3))
    error, bound = (number(values[m - 1], ".3f") for values in (curve.error, bounds.realisable))
    finding = phrase("curve.finding", m=m, error=error, bound=bound)
    if not np.isfinite(curve.log_p[m - 1]):
        finding = phrase("curve.none_fits", m=m)
    shapes = [hline(GUESSING, NEUTRAL, "dash", 1.5), vline(m, PICKED, width=1.5)]
    across = _counts(examples)
    return with_legend(traces, across, _error_axis(), HEIGHT, finding=finding, shapes=shapes, annotations=[vacuous()])


def losses(curve: Curve, delta: float, m: int) -> Figure:
    """The loss of each new corner, their running average, and the bound, which lies ln(1/δ)/m above the average."""
    log_p = np.where(np.isfinite(curve.log_p), curve.log_p, np.nan)  # a loss without end is not drawn
    at, paid = counts_shown(len(curve.m)), -np.diff(log_p, prepend=0.0)
    examples, average = curve.m[at], -log_p[at] / curve.m[at]
    bound = average - np.log(delta) / examples
    new = paid != 0.0  # a corner that comes again costs nothing
    marker = {"size": 5}
    hover = phrase("losses.hover")
    traces = [
        dots(curve.m[new], paid[new], NEGATIVE, hover, marker, name=phrase("losses.each")),
        _curve(examples, bound, BOUND, phrase("losses.bound"), "solid"),
        _curve(examples, average, NEUTRAL, phrase("losses.average"), "dash"),
        _curve(examples, -np.log1p(-curve.error[at]), NNGP, phrase("losses.gibbs"), "solid", width=3),
    ]
    finding = phrase("losses.finding", m=m, nats=number(-curve.log_p[m - 1], ".3g"))
    top = float(np.nanmax(paid, initial=1.0))
    up = {"title": phrase("losses.up"), "range": [0, 1.08 * top]}
    return with_legend(
        traces, _counts(examples), up, HEIGHT + 60, finding=finding, shapes=[vline(m, PICKED, width=1.5)]
    )


def samples(answer: Repeats, bounds: Bounds, failed: int) -> Figure:
    """Mean and spread of the Gibbs error over samples, and the mean of each bound."""
    some = np.isfinite(answer.error).any(axis=0)  # those that networks fit in some sample
    m, error = answer.m[some], answer.error[:, some]
    low, high = (np.nanquantile(error, share, axis=0) for share in (0.05, 0.95))
    quiet = {"mode": "lines", "line": {"width": 0.5, "color": NNGP}, "hoverinfo": "skip", "x": m}
    filled = {"fill": "tonexty", "fillcolor": translucent(NNGP, BAND_OPACITY), "name": phrase("samples.spread")}
    traces = [
        {"type": "scatter"} | quiet | {"y": low, "showlegend": False},
        {"type": "scatter"} | quiet | filled | {"y": high},
        *_bounds(answer.m, Bounds(*(each.mean(axis=0) for each in bounds))),
        _curve(m, np.nanmean(error, axis=0), NNGP, phrase("samples.mean"), "solid", width=3),
    ]
    finding = phrase("samples.finding", failed=failed, count=len(answer.error))
    shapes = [hline(GUESSING, NEUTRAL, "dash", 1.5)]
    in_order = {"traceorder": "normal"}  # a filled area would turn it round
    return with_legend(
        traces,
        _counts(answer.m),
        _error_axis(),
        HEIGHT + 40,
        finding=finding,
        shapes=shapes,
        annotations=[vacuous()],
        legend=in_order,
    )


def wrong_labels(answer: Digits, bounds: Bounds) -> Figure:
    """The error on digits left out, with its standard error, and three bounds, against the number of digits learned."""
    bars = {"type": "data", "array": answer.standard_error, "color": NNGP, "thickness": 1.5}
    measured = _curve(answer.m, answer.error, NNGP, phrase("wrong_labels.left_out"), "solid", width=3)
    traces = [*_bounds(answer.m, bounds), measured | {"error_y": bars}]
    across = {"title": phrase("examples"), "range": [0, 205], "column": "m"}
    lowest = number(float(bounds.realisable.min()), ".3f")
    error = number(answer.error[-1], ".3f")
    finding = phrase("wrong_labels.finding", lowest=lowest, count=answer.m[-1], error=error)
    shapes = [hline(GUESSING, NEUTRAL, "dash", 1.5)]
    return with_legend(
        traces, across, _error_axis(), HEIGHT + 40, finding=finding, shapes=shapes, annotations=[vacuous()]
    )


def _error_axis() -> dict[str, Any]:
    return {"title": phrase("error"), "range": [0, 1], "tickvals": [0, 0.25, 0.5, 0.75, 1]}


def _bounds(m: np.ndarray, bounds: Bounds) -> list[dict[str, Any]]:
    """The three bounds; Maurer's where it exists."""
    drawn = bounds._replace(maurer=np.where(m >= FEWEST_FOR_MAURER, bounds.maurer, np.nan))
    return [_curve(m, getattr(drawn, key), BOUND, name, _DASHES[key]) for key, name in NAMES.items()]


def _curve(x: np.ndarray, y: np.ndarray, colour: str, name: str, dash: str, width: float = 2.0) -> dict[str, Any]:
    return line(x, y, colour, f"{name}<br>m = %{{x}}<br>%{{y:.3f}}", name=name, dash=dash, width=width)


def _counts(m: np.ndarray) -> dict[str, Any]:
    """The logarithmic axis of the number of examples, with a tick for each power of two."""
    ticks = [2**power for power in range(int(np.log2(m[-1])) + 1)]
    across = {"title": phrase("examples"), "type": "log", "range": [-0.02, float(np.log10(m[-1])) + 0.02]}
    return across | {"tickvals": ticks, "column": "m"}


def vacuous() -> dict[str, Any]:
    """The words at the line above which a bound says no more than a coin."""
    label = {"x": 1, "xref": "paper", "xanchor": "right", "y": GUESSING, "yanchor": "top", "showarrow": False}
    return label | {"text": phrase("vacuous")}
