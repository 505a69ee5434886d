"""Finite training times, contradictory labels and nearly equal inputs, held against arithmetic of many digits."""

import math
import warnings
from dataclasses import replace

import mpmath as mp
import numpy as np
import pytest

from explorer.grid.view import explore
from explorer.scene.scene import Dataset, Scene
from explorer.scene.window import grid_index
from ntkcore import Architecture, JitterWarning, kernel_pair, log_evidence, predict
from ntkcore.choices import Distribution
from ntkcore.inference.fitting import fit
from tests.oracle import scenes as exact
from tests.unit.explorer.grid.test_certainty import AT, JOINT, TWO, assert_no_false_claim

ACTIVATIONS = ["erf", "gelu", "sin", "relu"]
APART = Dataset((-0.9, -0.55, -0.1, 0.15, 0.5, 0.85), (0.4, -0.3, 0.9, 0.1, -0.7, 0.2))
DENSE = Dataset((0.0, 0.07, 0.14, 0.21, 0.28, 0.35, 0.42, 0.49), (0.0, 0.21, 0.41, 0.59, 0.74, 0.87, 0.95, 0.99))
TWICE = Dataset((-0.9, -0.55, -0.1, -0.1, 0.5, 0.85), (0.4, -0.3, 0.9, 0.5, -0.7, 0.2))


def assert_the_band_is_right(view, truth):
    """Mean and standard deviation to half of the last digit on screen, unless the health is poor."""
    for i, column in enumerate(grid_index(AT)):
        assert abs(view.mean[column] - float(truth.mean[i])) < 0.005, view.scene
        assert abs(view.std[column] - math.sqrt(truth.covariance[i, i])) < 0.005, view.scene


def shown_rightly(scene):
    """The view of a scene, whose claims hold in arithmetic of 60 digits."""
    view = explore(scene)
    with mp.workdps(60):
        truth = exact.solve(scene, AT)
        assert_no_false_claim(view, truth)
    if view.health.level != "poor":
        assert_the_band_is_right(view, truth)
    return view


@pytest.mark.parametrize("time", [0.3, 1e5, 1e13])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_trained_networks_at_a_finite_time_are_shown_as_they_are(activation, time):
    for noise_std, data in ((0.0, APART), (0.003, DENSE), (0.0, DENSE)):
        network = Architecture(activation, 2, 1.41, 0.3)
        scene = Scene(network, data, (*TWO, *JOINT), Distribution.ENSEMBLE, noise_std, time)
        view = shown_rightly(scene)
        assert data is DENSE or view.health.level == "good"


@pytest.mark.parametrize("prior", Distribution)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_of_contradictory_labels_nothing_is_said_that_is_not_so(activation, prior):
    contradiction = Scene(Architecture(activation, 2, 1.41, 0.3), TWICE, (*TWO, *JOINT), prior)
    assert explore(contradiction).health.level == "poor"
    for noise_std in (0.0, 1e-7, 1e-5, 0.003):
        for time in (math.inf, 10.0) if prior == Distribution.ENSEMBLE else (math.inf,):
            scene = replace(contradiction, noise_std=noise_std, time=time)
            view = shown_rightly(scene)
            if view.jitter and math.isinf(time):  # it decides; at t = 10 training has not yet come to it
                assert view.health.level == "poor"


@pytest.mark.sample(18)
@pytest.mark.parametrize("prior", Distribution)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("gap", [1e-6, 1e-9, 1e-12])
def test_the_library_is_right_about_nearly_equal_inputs_or_warns(gap, activation, prior):
    arch, x_test = Architecture(activation, 2, 1.41, 0.3), np.array([0.3, -0.4])
    x, y = np.array([-0.5, 0.2, 0.2 + gap, 0.9]), np.array([0.4, 1.0, -1.0, 0.2])
    for noise_std in (0.0, 1e-3):
        with mp.workdps(60):
            truth = exact.condition(arch, x.tolist(), y.tolist(), x_test.tolist(), prior, noise_std, math.inf)
        mean = np.array([float(each) for each in truth.mean])
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            predicted = predict(arch, x, y, x_test, prior=prior, noise_std=noise_std)
            solved = fit(kernel_pair(arch, x), y, prior=prior, noise_std=noise_std)
        assert not caught or (noise_std == 0.0 and predicted.jitter > 0)
        assert float(solved.jitter) == float(predicted.jitter)
        if not any(issubclass(each.category, JitterWarning) for each in caught):
            np.testing.assert_allclose(predicted.mean, mean, rtol=0, atol=0.01 * max(1.0, np.abs(mean).max()))
            std = [math.sqrt(truth.covariance[i, i]) for i in range(len(x_test))]
            np.testing.assert_allclose(predicted.std, std, rtol=0, atol=0.01)
        if prior == Distribution.ENSEMBLE:
            continue
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            evidence = float(log_evidence(arch, x, y, prior=prior, noise_std=noise_std))
        assert caught or evidence == pytest.approx(float(truth.log_evidence), rel=0.01)
