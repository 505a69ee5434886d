"""Figures of examples on a circle or a line: test errors of random and of equally spaced ones, and their fits."""

import numpy as np

from explorer.figures.curves import with_legend
from explorer.figures.palette import MODE, NAMES, NEUTRAL, PICKED
from explorer.figures.style import POWERS, Figure, dots, line, vline
from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.mode_cost.figures.budget import COLOURS, error_bars, examples_axis
from explorer.studies.mode_cost.numbers.placed import CIRCLE, Course, Errors, Fit, inputs, target

phrase = phrases_of("studies/mode_cost")

LEAST = 1e-16  # of errors that are shown: below is rounding


def errors_by_placing(measured: Errors, n: int, kernel: str, *, exact: bool) -> Figure:
    """The test error against n: predicted, mean and median of random examples, and examples at equal distances."""
    hover, colour = phrase("placed.hover"), COLOURS[kernel]
    predicted, mean, median, spaced = (
        np.where(each > LEAST, each, np.nan)
        for each in (measured.predicted, measured.mean, measured.median, measured.spaced)
    )
    label = phrase("placed.exact" if exact else "placed.equal")
    name = phrase("placed.random", name=NAMES[colour])
    open_mark = {"symbol": "circle-open", "size": 8}
    traces = [
        line(
            measured.n,
            predicted,
            MODE,
            phrase("shares.predicted", hover=hover),
            name=phrase("placed.predicted_random"),
            dash="dash",
        ),
        dots(
            measured.n, mean, colour, f"{phrase('placed.mean')}<br>{hover}", name=phrase("placed.mean_name", name=name)
        )
        | error_bars(measured.error, colour),
        dots(
            measured.n,
            median,
            colour,
            f"{phrase('placed.median')}<br>{hover}",
            open_mark,
            name=phrase("placed.median_name", name=name),
        ),
        line(measured.n, spaced, MODE, f"{label}<br>{hover}", name=label)
        | {"mode": "lines+markers", "marker": {"symbol": "diamond", "size": 8, "color": MODE}},
    ]
    ratios = measured.ratios[np.isfinite(measured.ratios)]
    finding = phrase("placed.rounding")
    if len(ratios):
        low, high = (number(float(each), ".2g") for each in (ratios.min(), ratios.max()))
        finding = phrase("placed.finding", low=low, high=high)
    up = {"title": phrase("error_up"), "nticks": 7} | POWERS
    return with_legend(
        traces, examples_axis(measured.n), up, 400, finding=finding, shapes=[vline(n, PICKED, "dot", 1.5)]
    )


def both_fits(course: Course, random: Fit, spaced: Fit) -> Figure:
    """The target and both fits over the inputs, with the examples as marks on the target."""
    x, function = inputs(*course[:3]).positions, target(course)[:, 0]
    over = phrase("placed.turns" if course.shape == CIRCLE else "placed.input")
    traces = [line(x, function, NEUTRAL, name=phrase("placed.target"), dash="dash")]
    for fit, colour, symbol, name in (
        (random, COLOURS[course.kernel], "circle", phrase("placed.random", name=NAMES[COLOURS[course.kernel]])),
        (spaced, MODE, "diamond", phrase("placed.equal")),
    ):
        hover = f"{name}<br>{over} %{{x:.3f}}<br>%{{y:.3f}}"
        traces.append(line(x, fit.fitted, colour, hover, name=phrase("placed.fit", name=name)))
        marks = dots(
            x[fit.at], function[fit.at], colour, phrase("placed.example", hover=hover), {"symbol": symbol, "size": 8}
        )
        traces.append(marks | {"name": phrase("placed.examples", name=name), "showlegend": False})
    worst = [number(float(np.abs(fit.fitted - function).max()), ".2g") for fit in (random, spaced)]
    finding = phrase("placed.finding_fits", random=worst[0], spaced=worst[1])
    room = 1.25 * float(np.abs(function).max())
    return with_legend(traces, {"title": over}, {"title": "f", "range": [-room, room]}, 300, finding=finding)
