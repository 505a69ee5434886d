"""The figure of networks that learn features beside their kernel: test error against the number of examples."""

from explorer.figures.curves import with_legend
from explorer.figures.palette import FINITE, MODE, NTK
from explorer.figures.style import POWERS, Figure, dots, line
from explorer.format import number
from explorer.studies.mode_cost.figures.budget import error_bars, examples_axis
from explorer.studies.mode_cost.numbers.features import Networks


def by_training(measured: Networks) -> Figure:
    """The predicted error of the kernel as a line; kernel regression, lazy and rich networks as marks."""
    hover = "n = %{x}<br>test error %{y:.3g}"
    theory = measured.theory
    traces = [line(theory.n, theory.errors, MODE, f"predicted<br>{hover}", name="kernel, predicted")]
    for spread, colour, symbol, name in (
        (measured.kernel, NTK, "circle", "NTK regression"),
        (measured.lazy, FINITE, "square-open", "finite networks, large α"),
        (measured.rich, FINITE, "diamond", "finite networks, small α"),
    ):
        marks = dots(measured.n, spread.mean, colour, f"{name}<br>{hover}", {"symbol": symbol, "size": 9}, name=name)
        traces.append(marks | error_bars(spread.error, colour))
    at = measured.best
    ratio = number(float(measured.kernel.mean[at] / measured.rich.mean[at]), ".2g")
    finding = (
        f"With {number(measured.n[at], '.0f')} examples the error of the network with small α is {ratio} times smaller."
    )
    up = {"title": "test error (mean square)", "dtick": 1} | POWERS
    return with_legend(traces, examples_axis(theory.n), up, 380, finding=finding)
