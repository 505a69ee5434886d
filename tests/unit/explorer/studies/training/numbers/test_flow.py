"""Gradient flow on a scene, against `predict`, against quadrature of the flow itself, and against plain descent."""

import math

import numpy as np
import pytest
import scipy.integrate

from explorer.scene.scene import Dataset, Scene
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.training.numbers.flow import curve, flow, modes
from ntkcore import Architecture, kernel_pair, predict
from ntkcore.inference.filters import excess_by_mode, excess_by_steps
from tests.conftest import POSTERIOR

ARCH = Scene().architecture
DATA = Scene().dataset


@pytest.mark.parametrize("noise_std", [0.0, 0.3])
def test_curves_are_what_predict_says(noise_std):
    curves = flow(ARCH, DATA, noise_std)
    for step in (0, 20, 40):
        g = predict(ARCH, DATA.x, DATA.y, PLOT_INPUTS, noise_std=noise_std, time=curves.times[step])
        np.testing.assert_allclose(curves.mean[step], g.mean, atol=POSTERIOR)
        np.testing.assert_allclose(curves.std[step] ** 2, np.diag(g.covariance), atol=POSTERIOR)
        at = predict(ARCH, DATA.x, DATA.y, DATA.x, noise_std=noise_std, time=curves.times[step])
        np.testing.assert_allclose(curves.residual[step], np.array(DATA.y) - at.mean, atol=POSTERIOR)
    for prior in ("nngp", "ntk"):
        g = predict(ARCH, DATA.x, DATA.y, PLOT_INPUTS, prior=prior, noise_std=noise_std)
        mean, std = curve(ARCH, DATA, noise_std, prior)
        np.testing.assert_allclose(mean, g.mean, atol=POSTERIOR)
        np.testing.assert_allclose(std**2, np.diag(g.covariance), atol=POSTERIOR)


def test_the_loss_is_that_of_the_residuals():
    curves = flow(ARCH, DATA, 0.0)
    np.testing.assert_allclose(curves.loss, 0.5 * (curves.residual**2).sum(axis=1), atol=1e-12)
    assert curves.times[0] == 0.0
    assert curves.loss[0] == pytest.approx(0.5 * np.sum(np.square(DATA.y)))
    assert curves.remaining[0].sum() == pytest.approx(1.0)
    assert curves.loss[-1] < 1e-6 * curves.loss[0]


@pytest.mark.parametrize("noise_std", [0.0, 0.4])
def test_the_loss_follows_the_equation_of_the_flow(noise_std):
    """The coefficients c with u = Jᵀc obey c′ = y − Θc − σ²c; the loss is ½‖y − Θc‖² + ½σ² cᵀΘc."""
    gram, y = np.asarray(kernel_pair(ARCH, DATA.x).ntk), np.array(DATA.y)
    curves = flow(ARCH, DATA, noise_std)
    solved = scipy.integrate.solve_ivp(
        lambda _, c: y - gram @ c - noise_std**2 * c,
        (0.0, curves.times[30]),
        np.zeros(len(y)),
        t_eval=curves.times[:31],
        method="Radau",
        rtol=1e-10,
        atol=1e-12,
    ).y.T
    loss = [0.5 * np.sum((y - gram @ c) ** 2) + 0.5 * noise_std**2 * c @ gram @ c for c in solved]
    np.testing.assert_allclose(curves.loss[:31], loss, rtol=1e-7)


@pytest.mark.parametrize("data", [DATA, Dataset((-1.0, 0.0, 0.0, 0.5), (-0.5, 0.8, -0.4, 0.2))])
@pytest.mark.parametrize("noise_std", [0.0, 0.2])
def test_the_bound_holds_and_touches_at_the_start(data, noise_std):
    curves = flow(ARCH, data, noise_std)
    assert (curves.loss <= curves.bound * (1 + 1e-12)).all()
    assert curves.loss[0] == pytest.approx(curves.bound[0])
    assert (np.diff(curves.loss) <= 1e-15).all()
    unlearnable = 0.5 * 0.6**2 * 2 if data is not DATA and noise_std == 0 else None
    if unlearnable is not None:  # two labels at one input: their mean is the best there is
        assert curves.floor == pytest.approx(unlearnable, rel=1e-6)


def test_the_average_loss_of_networks_counts_their_random_starts():
    spectral = modes(ARCH, DATA, 0.0)
    nngp = np.asarray(kernel_pair(ARCH, DATA.x).nngp)
    assert 0.5 * spectral.squares.sum() == pytest.approx(0.5 * (np.sum(np.square(DATA.y)) + np.trace(nngp)))
    assert spectral.condition == pytest.approx(np.linalg.cond(np.asarray(kernel_pair(ARCH, DATA.x).ntk)))


@pytest.mark.parametrize("noise_std", [0.0, 0.5])
def test_descent_by_modes_is_descent(noise_std):
    gram, y, rate = np.asarray(kernel_pair(ARCH, DATA.x).ntk), np.array(DATA.y), 0.03
    spectral, c, losses = modes(ARCH, DATA, noise_std), np.zeros(len(DATA.y)), []
    for _ in range(40):
        losses.append(0.5 * np.sum((y - gram @ c) ** 2) + 0.5 * noise_std**2 * c @ gram @ c)
        c += rate * (y - gram @ c - noise_std**2 * c)
    excess, floor = excess_by_steps(spectral.values, spectral.mean_squares, spectral.noise_var, rate, np.arange(40))
    np.testing.assert_allclose(floor + excess.sum(axis=1), losses, rtol=1e-9)


def test_small_steps_follow_the_flow_and_steps_beyond_the_limit_diverge():
    spectral = modes(ARCH, DATA, 0.0)
    args = (spectral.values, spectral.mean_squares, 0.0)
    limit = 2.0 / spectral.values[0]
    at = np.array([100, 1000])
    flowing, _ = excess_by_mode(*args, at * 1e-4 * limit)
    np.testing.assert_allclose(excess_by_steps(*args, 1e-4 * limit, at)[0].sum(1), flowing.sum(1), rtol=1e-3)
    for fraction, grows in ((0.99, False), (1.01, True)):
        first, last = excess_by_steps(*args, fraction * limit, np.array([500, 2000]))[0][:, 0]
        assert (last > first) == grows


def test_nothing_to_learn_is_no_error():
    dead = Architecture("relu", 1, 1.4, 0.0)
    curves = flow(dead, Dataset((0.0,), (1.0,)), 0.0)
    assert curves.floor == 0.5
    assert (curves.loss == 0.5).all()
    assert math.isinf(modes(dead, Dataset((0.0,), (1.0,)), 0.0).condition)
