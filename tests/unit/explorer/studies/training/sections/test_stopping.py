"""When to stop: each point predicted from the others is what the library predicts, at every time."""

import math
from contextlib import nullcontext

import numpy as np
import pytest

from explorer.figures.browser import describe
from explorer.scene.scene import Dataset
from explorer.scene.units import WINDOW, Axis
from explorer.studies.training.numbers.flow import flow
from explorer.studies.training.sections.stopping import LeftOut, error_figure, errors_against_time, predictions
from ntkcore import Architecture, JitterWarning, kernel_pair, predict
from tests.conftest import FIVE_POINTS

TIMES = np.array([0.0, 0.01, 0.3, 2.0, 40.0, 3000.0, math.inf])
JITTERED = 1e-3  # of the labels: in a direction held up by jitter alone, rounding of 1e-15 is divided by 1e-12
POINTS = {
    "five points": FIVE_POINTS.dataset,
    "three points": Dataset((-0.5, 0.2, 1.0), (1.0, -0.4, 0.3)),
    "a repeated input": Dataset((-1.0, 0.3, 0.3, 0.9), (0.5, 1.0, -0.2, 0.1)),
}


@pytest.mark.parametrize("noise_std", [0.0, 0.2])
@pytest.mark.parametrize("architecture", [Architecture("relu", 2, 2**0.5, 0.3), Architecture("erf", 1, 1.5, 0.1)])
@pytest.mark.parametrize("data", POINTS.values(), ids=POINTS)
def test_each_point_is_predicted_from_the_others_as_the_library_does(architecture, data, noise_std):
    predicted = predictions(architecture, data, noise_std, TIMES)
    for index, x in enumerate(data.x):
        rest = np.arange(len(data.x)) != index
        singular = noise_std == 0 and len(set(np.array(data.x)[rest])) < len(data.x) - 1
        inputs, labels = np.array(data.x)[rest], np.array(data.y)[rest]
        for time, value in zip(TIMES, predicted[:, index], strict=True):
            missed = singular and math.isinf(time)
            with pytest.warns(JitterWarning, match="labels are missed") if missed else nullcontext():
                posterior = predict(architecture, inputs, labels, [x], noise_std=noise_std, time=time)
            wanted = posterior.mean[0]
            assert value == pytest.approx(float(wanted), abs=JITTERED if singular else 1e-7)


def test_times_are_those_of_the_clock_and_the_error_is_a_root_mean_square():
    scene = FIVE_POINTS
    left_out = errors_against_time(scene.architecture, scene.dataset, 0.1)
    np.testing.assert_array_equal(left_out.times, flow(scene.architecture, scene.dataset, 0.1).times)
    labels = np.array(scene.dataset.y)
    assert left_out.errors[0] == pytest.approx(np.sqrt(np.mean(labels**2)))  # before training the mean is 0
    missed = predictions(scene.architecture, scene.dataset, 0.1, np.array([left_out.times[20], math.inf])) - labels
    assert [left_out.errors[20], left_out.at_end] == pytest.approx(np.sqrt(np.mean(missed**2, axis=1)))


def test_training_to_the_end_is_a_sum_over_the_inverse():
    """At t = ∞ the errors are y_i minus mean = [K⁻¹y]_i / [K⁻¹]_ii (Rasmussen & Williams 2006, equation 5.12)."""
    rng = np.random.default_rng(0)
    data = Dataset(tuple(np.round(np.linspace(-1.4, 1.4, 12), 2)), tuple(np.round(rng.normal(size=12), 2)))
    architecture, noise_std = Architecture("relu", 1, 1.5, 0.5), 0.3
    inverse = np.linalg.inv(np.asarray(kernel_pair(architecture, data.x).ntk) + noise_std**2 * np.eye(12))
    wanted = np.sqrt(np.mean((inverse @ data.y / np.diag(inverse)) ** 2))
    assert errors_against_time(architecture, data, noise_std).at_end == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize(
    ("errors", "at_end", "verdict"),
    [
        ([1.0, 0.5, 0.7], 0.8, "between"),
        ([1.0, 0.5, 0.4], 0.4, "end"),
        ([1.0, 0.5, 0.39999], 0.4, "end"),
        ([1.0, 1.5, 2.0], 2.5, "start"),
        ([0.0, 0.0, 0.0], 0.0, "end"),
    ],
)
def test_the_verdict_names_the_best_time(errors, at_end, verdict):
    assert LeftOut(np.array([0.0, 1.0, 10.0]), np.array(errors), at_end).verdict == verdict


@pytest.mark.parametrize("axis", [WINDOW.y, Axis(0.02, 30.0, "dist (ft)")])
def test_the_figure_marks_the_lowest_error_in_the_persons_units(axis):
    left_out = LeftOut(np.array([0.0, 1.0, 10.0]), np.array([1.0, 0.5, 0.7]), 0.8)
    figure = error_figure(left_out, axis)
    (lowest,) = [trace for trace in figure["data"] if trace["name"] == "lowest error"]
    assert (lowest["x"], lowest["y"]) == ([1.0], [axis.length(0.5)])
    assert f"The error is lowest, {axis.length(0.5):.3g}{'' if axis is WINDOW.y else ' ft'}, at t = 1." in describe(
        figure
    )
    assert ("(ft)" in figure["layout"]["yaxis"]["title"]["text"]) == (axis is not WINDOW.y)
    assert [trace["name"] for trace in figure["data"]][:2] == ["before training (t = 0)", "trained to the end (t = ∞)"]
    flat = error_figure(LeftOut(left_out.times, left_out.errors, 0.3), axis)
    assert "lowest error" not in [trace["name"] for trace in flat["data"]]
    markup = error_figure(left_out, Axis(0.02, 30.0, "dist (<b>)"))
    assert markup["layout"]["yaxis"]["title"]["text"].endswith(" (&#60;b&#62;)")
    wide = error_figure(LeftOut(left_out.times, np.array([1.0, 0.01, 0.7]), 0.8), axis)
    assert wide["layout"]["yaxis"]["type"] == "log"
