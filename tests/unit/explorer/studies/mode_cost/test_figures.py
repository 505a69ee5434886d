"""The figures of the page on what modes cost: one example of each, and what they draw."""

from collections.abc import Callable

import numpy as np

from explorer.figures.style import Figure
from explorer.studies.mode_cost.figures import budget, spacing, trained
from explorer.studies.mode_cost.numbers import features, learning, placed
from explorer.studies.mode_cost.numbers.learning import Task
from ntkcore import Architecture

COURSE = placed.Course(Architecture("relu", 2, 2**0.5, 0.3), "ntk", "circle", 2, 0.0, 0)
TASK = Task(Architecture("relu", 2, 2**0.5, 0.3), "ntk", "cube", 5, "majority", 0.0, 0.0, False, 0)


def bars(draw_bars: Callable[..., Figure], times: np.ndarray | int = 1) -> Figure:
    predicted, drawn = learning.predicted(TASK, 10), learning.draw(TASK, 10)
    return draw_bars(
        [str(degree) for degree in range(6)], predicted.shares[0] * times, drawn.shares * times, "degree", "ntk"
    )


def all_drawn() -> list[learning.Drawn]:
    return [learning.draw(TASK, n) for n in learning.sizes(32)]


FIGURES = {
    "shares of modes": lambda: bars(budget.share_bars),
    "units of a budget": lambda: bars(budget.unit_bars, TASK.pool.counts),
    "test error": lambda: budget.error_curve(learning.predicted(TASK), all_drawn(), 10, "nngp"),
    "shares against examples": lambda: budget.share_curves(
        ["degree 0", "degree 1", "degree 2"], learning.predicted(TASK), (0, 1, 2), all_drawn()
    ),
    "examples on a circle": lambda: spacing.errors_by_placing(placed.errors(COURSE), 10, "ntk", exact=True),
    "networks that learn features": lambda: trained.by_training(features.measured_networks()),
    "fits on a circle": lambda: spacing.both_fits(COURSE, *placed.fits(COURSE, 10)),
}


def test_the_units_in_the_bars_are_the_examples():
    predicted, measured = FIGURES["units of a budget"]()["data"]
    assert abs(np.sum(predicted["y"]) - 10) < 1e-9
    assert abs(np.sum(measured["y"]) - 10) < 1e-9


def test_a_share_curve_crosses_one_half_at_the_price():
    line = FIGURES["shares against examples"]()["data"][2]
    price = learning.examples_for_one_half(TASK)[1]
    assert abs(np.interp(np.log(price), np.log(line["x"]), line["y"]) - 0.5) < 2e-3
