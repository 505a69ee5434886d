"""The figure of networks that learn features beside their kernel: test error against the number of examples."""

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, MODE, NTK
from explorer.figures.style import POWERS, Figure, dots, line
from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.mode_cost.figures.budget import error_bars, examples_axis
from explorer.studies.mode_cost.numbers.features import Networks

phrase = phrases_of("studies/mode_cost")


def by_training(measured: Networks) -> Figure:
    """The predicted error of the kernel as a line; kernel regression, lazy and rich networks as marks."""
    hover = phrase("placed.hover")
    theory = measured.theory
    traces = [
        line(theory.n, theory.errors, MODE, phrase("shares.predicted", hover=hover), name=phrase("features.kernel"))
    ]
    for spread, colour, symbol, name in (
        (measured.kernel, NTK, "circle", phrase("features.regression")),
        (measured.lazy, FINITE, "square-open", phrase("features.lazy")),
        (measured.rich, FINITE, "diamond", phrase("features.rich")),
    ):
        marks = dots(measured.n, spread.mean, colour, f"{name}<br>{hover}", {"symbol": symbol, "size": 9}, name=name)
        traces.append(marks | error_bars(spread.error, colour))
    at = measured.best
    ratio = number(float(measured.kernel.mean[at] / measured.rich.mean[at]), ".2g")
    finding = phrase("features.finding", n=number(measured.n[at], ".0f"), ratio=ratio)
    up = {"title": phrase("error_up"), "dtick": 1} | POWERS
    return with_legend(traces, examples_axis(theory.n), up, 380, finding=finding)
