"""The Bounds page's figures: one example of each, and what they draw."""

import numpy as np
import pytest

from explorer.figures.style import Figure
from explorer.studies.bounds.figures import bars, curves, prices
from explorer.studies.bounds.numbers import recorded, trained
from explorer.studies.bounds.numbers.curve import bounds_of, learning_curve
from explorer.studies.bounds.numbers.labels import with_wrong_labels
from explorer.studies.bounds.numbers.repeats import repeats
from explorer.studies.bounds.numbers.targets import Task
from ntkcore import Architecture

ARCH = Architecture("relu", 2, 2**0.5, 0.3)
ODD = Architecture("erf", 2, 1.5, 0.0)


def errors(arch: Architecture = ARCH, target: str = "and") -> Figure:
    curve = learning_curve(arch, Task(target, 4))
    return curves.error_curves(curve, bounds_of(curve.log_p, curve.m, 0.05), 9)


def losses(arch: Architecture = ARCH, target: str = "and") -> Figure:
    return curves.losses(learning_curve(arch, Task(target, 4)), 0.05, 9)


def many_samples(arch: Architecture = ARCH, target: str = "bit") -> Figure:
    *_, answer = repeats(arch, Task(target, 4), samples=5)
    return curves.samples(answer, bounds_of(answer.log_p, answer.m, 0.05), 0)


def coins() -> Figure:
    answer = with_wrong_labels(ARCH, 0.5, 0)
    return curves.wrong_labels(answer, bounds_of(answer.log_p, answer.m, 0.05))


FIGURES = {
    "learning curve": errors,
    "losses one by one": losses,
    "many samples": many_samples,
    "labels from a coin": coins,
    "bars of bounds": lambda: bars.bars({"functions": recorded.digits().functions}),
    "prices of training": lambda: prices.prices(trained.training_prices()),
}


def trace(figure: Figure, name: str) -> dict:
    return next(each for each in figure["data"] if each.get("name") == name)


def test_losses_sum_to_the_bound():
    """The bound at m is the mean of the dots up to m and ln(1/δ)/m."""
    figure = losses()
    each, bound = trace(figure, "loss of each new corner"), trace(figure, "bound: average + ln(1/δ)/m")
    examples, paid = (np.asarray(each[axis]) for axis in "xy")
    assert (paid > 0.0).all()
    assert len(examples) < bound["x"][-1]
    expected = [(paid[examples <= m].sum() + np.log(20.0)) / m for m in bound["x"]]
    assert bound["y"] == pytest.approx(expected, rel=1e-12)
    proved = trace(errors(), "bound proved below")
    assert 1 - np.exp(-np.asarray(bound["y"])) == pytest.approx(proved["y"], rel=1e-12)


def test_where_no_network_fits_the_curves_end():
    figure = errors(ODD, "xor")
    assert figure["layout"]["meta"]["finding"] == "No network fits the first 9 examples."
    assert np.isnan(trace(figure, "NNGP: Gibbs error")["y"][-1])
    assert np.isnan(trace(losses(ODD, "xor"), "loss of each new corner")["y"][-1])
    assert len(trace(many_samples(ODD, "xor"), "NNGP: Gibbs error, mean")["x"]) < 19
