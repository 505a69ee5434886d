"""The Bounds page in pictures: the error and its bounds against the number of examples, and the losses one by one."""

from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import BOUND, NEGATIVE, NEUTRAL, NNGP, PAPER, PICKED, RING
from explorer.figures.style import HEIGHT, Figure, bar, dots, hline, line, vline
from explorer.format import number
from explorer.studies.bounds.numbers.curve import Bounds, Curve
from explorer.studies.bounds.numbers.recorded import Bound

GUESSING = 0.5  # the error of a coin
_NAMES = {"realisable": "bound derived below", "valle_perez": "Valle-Pérez's bound", "maurer": "Maurer's bound"}
_DASHES = {"realisable": "solid", "valle_perez": "dash", "maurer": "dot"}
_MOST_SHOWN = 120  # numbers of examples at which a curve is drawn


def counts_shown(most: int) -> np.ndarray:
    """The indices of the numbers of examples from 1 to `most` that are drawn: on a logarithmic axis evenly spread."""
    return np.unique(np.rint(np.geomspace(1, most, _MOST_SHOWN)).astype(int)) - 1


def error_curves(curve: Curve, bounds: Bounds, m: int) -> Figure:
    """The Gibbs error, its bounds and the line above which a bound says nothing, against the number of examples."""
    at = counts_shown(len(curve.m))
    examples = curve.m[at]
    traces = [
        _curve(examples, getattr(bounds, key)[at], BOUND, name, _DASHES[key]) for key, name in reversed(_NAMES.items())
    ]
    traces.append(_curve(examples, curve.error[at], NNGP, "Gibbs error, measured", "solid", width=3))
    across = {"title": "number of examples m", "type": "log", "range": [0, float(np.log10(examples[-1]))]}
    across |= {"tickvals": [2**power for power in range(10)], "column": "m"}
    shapes = [hline(GUESSING, NEUTRAL, "dash", 1.5), vline(m, PICKED, width=1.5)]
    error, bound = curve.error[m - 1], bounds.realisable[m - 1]
    finding = f"After {m} examples the Gibbs error is {number(error, '.3f')} and its bound {number(bound, '.3f')}."
    return with_legend(
        traces,
        across,
        {"title": "error", "range": [0, 1], "tickvals": [0, 0.25, 0.5, 0.75, 1]},
        HEIGHT + 60,
        finding=finding,
        shapes=shapes,
        annotations=[_vacuous()],
    )


def _curve(x: np.ndarray, y: np.ndarray, colour: str, name: str, dash: str, width: float = 2.0) -> dict[str, Any]:
    return line(x, y, colour, f"{name}<br>m = %{{x}}<br>%{{y:.3f}}", name=name, dash=dash, width=width)


def _vacuous() -> dict[str, Any]:
    """The words at the line above which a bound says no more than a coin."""
    label = {"x": 1, "xref": "paper", "xanchor": "right", "y": GUESSING, "yanchor": "bottom", "showarrow": False}
    return label | {"text": "above: vacuous, a coin errs half of the time", "font": {"color": NEUTRAL}}


def bars(by_name: dict[str, Bound]) -> Figure:
    """Bounds of several distributions as bars: their error on the examples, and the price on top of it."""
    names = list(by_name)
    errors, values, tests = (
        np.array([getattr(each, name) for each in by_name.values()]) for name in ("error", "value", "error_test")
    )
    wrong = "wrong on the examples"
    mark = {"symbol": "diamond", "size": 12, "line": {"width": 1.5, "color": RING}}
    traces = [
        bar(names, errors, NEGATIVE, f"{wrong}: %{{y:.3f}}", name=wrong),
        bar(names, values - errors, BOUND, "added by the price: %{y:.3f}", name="added by the price"),
        dots(np.array(names), tests, PAPER, "wrong on other images: %{y:.3f}", mark, name="wrong on other images"),
    ]
    tops = [
        {"x": name, "y": value, "text": number(value, ".3f"), "showarrow": False, "yanchor": "bottom"}
        for name, value in zip(names, values, strict=True)
    ]
    finding = "The bounds: " + ", ".join(
        f"{name.replace('<br>', ' ')} {number(value, '.3f')}" for name, value in zip(names, values, strict=True)
    )
    return with_legend(
        traces,
        {},
        {"title": "error", "range": [0, 0.56], "tickvals": [0, 0.1, 0.2, 0.3, 0.4, 0.5]},
        HEIGHT + 20,
        finding=f"{finding}.",
        barmode="stack",
        bargap=0.5,
        shapes=[hline(GUESSING, NEUTRAL, "dash", 1.5)],
        annotations=[_vacuous(), *tops],
    )
