"""Figures of examples on a circle or a line: test errors of random and of equally spaced ones, and their fits."""

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import MODE, NAMES, NEUTRAL, PICKED
from explorer.figures.style import POWERS, Figure, dots, line, vline
from explorer.format import number
from explorer.studies.mode_cost.figures.budget import COLOURS, error_bars, examples_axis
from explorer.studies.mode_cost.numbers.placed import CIRCLE, Course, Errors, Fit, inputs, target

LEAST = 1e-16  # of errors that are shown: below is rounding


def errors_by_placing(measured: Errors, n: int, kernel: str, *, exact: bool) -> Figure:
    """The test error against n: predicted, mean and median of random examples, and examples at equal distances."""
    hover, colour = "n = %{x}<br>test error %{y:.3g}", COLOURS[kernel]
    predicted, mean, median, spaced = (
        np.where(each > LEAST, each, np.nan)
        for each in (measured.predicted, measured.mean, measured.median, measured.spaced)
    )
    label = "equal distances, exact" if exact else "equal distances"
    name = f"{NAMES[colour]}, random"
    open_mark = {"symbol": "circle-open", "size": 8}
    traces = [
        line(measured.n, predicted, MODE, f"predicted<br>{hover}", name="predicted for random", dash="dash"),
        dots(measured.n, mean, colour, f"random, mean<br>{hover}", name=f"{name}: mean")
        | error_bars(measured.error, colour),
        dots(measured.n, median, colour, f"random, median<br>{hover}", open_mark, name=f"{name}: median"),
        line(measured.n, spaced, MODE, f"{label}<br>{hover}", name=label)
        | {"mode": "lines+markers", "marker": {"symbol": "diamond", "size": 8, "color": MODE}},
    ]
    ratios = measured.ratios[np.isfinite(measured.ratios)]
    finding = "The predicted errors are as small as rounding."
    if len(ratios):
        ends = (number(float(each), ".2g") for each in (ratios.min(), ratios.max()))
        finding = "The mean error of random examples is {} to {} times the predicted one.".format(*ends)
    up = {"title": "test error (mean square)", "nticks": 7} | POWERS
    return with_legend(
        traces, examples_axis(measured.n), up, 400, finding=finding, shapes=[vline(n, PICKED, "dot", 1.5)]
    )


def both_fits(course: Course, random: Fit, spaced: Fit) -> Figure:
    """The target and both fits over the inputs, with the examples as marks on the target."""
    x, function = inputs(*course[:3]).positions, target(course)[:, 0]
    over = "angle in turns" if course.shape == CIRCLE else "input x"
    traces = [line(x, function, NEUTRAL, name="target", dash="dash")]
    for fit, colour, symbol, name in (
        (random, COLOURS[course.kernel], "circle", f"{NAMES[COLOURS[course.kernel]]}, random"),
        (spaced, MODE, "diamond", "equal distances"),
    ):
        hover = f"{name}<br>{over} %{{x:.3f}}<br>%{{y:.3f}}"
        traces.append(line(x, fit.fitted, colour, hover, name=f"{name}: fit"))
        marks = dots(x[fit.at], function[fit.at], colour, f"example, {hover}", {"symbol": symbol, "size": 8})
        traces.append(marks | {"name": f"examples, {name}", "showlegend": False})
    worst = [number(float(np.abs(fit.fitted - function).max()), ".2g") for fit in (random, spaced)]
    finding = f"The fit from random examples is off by up to {worst[0]}, that from equal distances by up to {worst[1]}."
    room = 1.25 * float(np.abs(function).max())
    return with_legend(traces, {"title": over}, {"title": "f", "range": [-room, room]}, 300, finding=finding)
