"""Figures of a budget of examples: the share of each mode, what each group takes, and curves over the examples."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import MODE, NAMES, NEUTRAL, NNGP, NTK, PICKED, SEQUENCE
from explorer.figures.style import POWERS, Figure, Values, bar, dots, hline, line, vline
from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.mode_cost.numbers.learning import Drawn, Predicted, mean_and_error

phrase = phrases_of("studies/mode_cost")

PRICED = 0.5  # of a mode: its price
COLOURS = {"nngp": NNGP, "ntk": NTK}  # of regression with each kernel
_HEIGHT = 300
_MANY = 20  # bars: more have no gaps between them
_DIAMOND = {"size": 8, "symbol": "diamond"}
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon", "triangle-down")
_DASHES = ("solid", "dash", "dot")


def error_bars(errors: np.ndarray, colour: str) -> dict[str, Any]:
    """One standard error up and down."""
    return {"error_y": {"type": "data", "array": errors, "color": colour, "thickness": 1.5, "width": 3}}


def measured_marks(
    x: Sequence[str] | Values, drawn: np.ndarray, kernel: str, hover: str, marker: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Marks: means over draws (r, g) of regression with a kernel, with their standard errors."""
    mean, error = mean_and_error(drawn)
    colour = COLOURS[kernel]
    name = phrase("shares.measured_name", name=NAMES[colour])
    marks = dots(np.asarray(x), mean, colour, phrase("shares.measured", hover=hover), marker, name=name)
    return marks | error_bars(error, colour)


def share_bars(
    at: Sequence[str] | np.ndarray, predicted: np.ndarray, drawn: np.ndarray, over: str, kernel: str
) -> Figure:
    """Bars: the predicted learnability of each group's modes; marks: the means over draws, `drawn` (r, g)."""
    hover, few = phrase("shares.hover", group=over), len(at) < _MANY
    traces = [
        bar(at, predicted, MODE, phrase("shares.predicted", hover=hover), name=phrase("predicted")),
        measured_marks(at, drawn, kernel, hover, _DIAMOND if few else _DIAMOND | {"size": 3}),
    ]
    gap = float(np.abs(drawn.mean(axis=0) - predicted).max())
    finding = phrase("shares.finding", gap=number(gap, ".2g"))
    across = {"title": over} | ({"dtick": 1} if few else {})
    up = {"title": phrase("share_up"), "range": [0, 1.05], "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    return with_legend(traces, across, up, _HEIGHT, finding=finding, bargap=0.2 if few else 0)


def unit_bars(names: Sequence[str], predicted: np.ndarray, drawn: np.ndarray, over: str, kernel: str) -> Figure:
    """Bars: the units that all modes of a group take together; marks: the means over draws, `drawn` (r, g)."""
    hover = phrase("units.hover", group=over)
    traces = [
        bar(names, predicted, MODE, phrase("shares.predicted", hover=hover), name=phrase("predicted")),
        measured_marks(names, drawn, kernel, hover, _DIAMOND),
    ]
    most = {"group": over, "name": names[int(predicted.argmax())]}
    finding = phrase("units.finding", total=number(float(predicted.sum()), ".4g"), **most)
    across, up = {"title": over, "type": "category"}, {"title": phrase("units.up"), "rangemode": "tozero"}
    return with_legend(traces, across, up, _HEIGHT, finding=finding)


def error_curve(theory: Predicted, drawn: Sequence[Drawn], n: int, kernel: str) -> Figure:
    """The predicted error against the number of examples, and the means of drawn ones with their standard errors."""
    ordered = sorted(drawn, key=lambda each: each.n)
    means = [float(each.errors.mean()) for each in ordered]
    hover = phrase("curve.hover")
    finite = np.where(np.isfinite(theory.errors), theory.errors, np.nan)
    errors = np.stack([each.errors for each in ordered], axis=1)
    traces = [
        line(theory.n, finite, MODE, phrase("shares.predicted", hover=hover), name=phrase("predicted")),
        measured_marks([each.n for each in ordered], errors, kernel, hover),
    ]
    ends = {"before": number(means[0], ".3g"), "after": number(means[-1], ".3g")}
    finding = phrase("curve.finding", first=ordered[0].n, last=ordered[-1].n, **ends)
    up = {"title": phrase("error_up"), "dtick": 1} | POWERS
    return with_legend(traces, examples_axis(theory.n), up, 360, finding=finding, shapes=[vline(n, PICKED, "dot", 1.5)])


def share_curves(names: Sequence[str], theory: Predicted, columns: Sequence[int], drawn: Sequence[Drawn]) -> Figure:
    """The share of some groups' modes against the number of examples: lines predicted, marks measured."""
    traces = []
    for index, (name, column) in enumerate(zip(names, columns, strict=True)):
        colour, symbol = SEQUENCE[index % len(SEQUENCE)], _SYMBOLS[index % len(_SYMBOLS)]
        hover = f"{name}<br>n = %{{x:.3g}}<br>L = %{{y:.3f}}"
        dash = _DASHES[index % len(_DASHES)]
        traces.append(line(theory.n, theory.shares[:, column], colour, hover, name=name, dash=dash))
        mean = [float(each.shares[:, column].mean()) for each in drawn]
        marks = dots([each.n for each in drawn], mean, colour, phrase("price.marks", hover=hover), {"symbol": symbol})
        traces.append(marks | {"name": phrase("shares.measured_name", name=name), "showlegend": False})
    finding = phrase("price.finding")
    up = {"title": phrase("share_up"), "range": [0, 1.05], "tickvals": [0, 0.25, 0.5, 0.75, 1]}
    middle = hline(PRICED, NEUTRAL, "dash", 1.5)
    return with_legend(traces, examples_axis(theory.n), up, 380, finding=finding, shapes=[middle])


def examples_axis(n: np.ndarray) -> dict[str, Any]:
    """The logarithmic axis of the number of examples."""
    low, high = float(np.log10(n[0])), float(np.log10(n[-1]))
    ticks = [each for each in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if n[0] <= each <= n[-1]]
    across = {"title": phrase("examples_axis"), "type": "log", "range": [low - 0.03, high + 0.03], "column": "n"}
    return across | {"tickvals": ticks}
