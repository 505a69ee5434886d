"""Pairs of networks: their opposite starts, and statistics of their mean shifts against other ways to compute them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Architecture
from ntkcore.networks import gradient_flow, layers, shifts
from ntkcore.networks.shifts import Measured, Pairs

X, Y = [-1.0, -0.3, 0.5, 1.0], [0.4, -0.3, 0.35, -0.25]
TESTS = np.linspace(-1.4, 1.4, 15)
ARCH = Architecture("erf", 1, 1.5, 0.5)
REQUEST = Pairs(ARCH, 16, 3, seed=5)


@pytest.fixture(scope="module")
def measured():
    *_, (share, last) = shifts.stream(REQUEST, gradient_flow.problem(X, Y, TESTS, time=100.0))
    assert share == 1.0
    return last


@pytest.mark.parametrize("sign", [0, 1])
def test_each_network_is_trained_as_alone(measured, sign):
    with jax.enable_x64(True):
        start = shifts.start(REQUEST, 1, [1.0, -1.0][sign])
        task = gradient_flow.problem(X, Y, TESTS, time=100.0)
        alone = gradient_flow.train(ARCH, start, task)
        linear = gradient_flow.train(ARCH, start, task, order=1)
    np.testing.assert_allclose(measured.outputs["network"][1, sign], alone.outputs, atol=1e-9)
    np.testing.assert_allclose(measured.outputs["linear"][1, sign], linear.outputs, atol=1e-9)
    moved = layers.kernel_movement(linear.kernel, alone.kernel)
    np.testing.assert_allclose(measured.moved[1, sign], moved, rtol=1e-7)


def test_two_of_a_pair_have_opposite_outputs_and_the_same_kernel():
    with jax.enable_x64(True):
        first, second = (shifts.start(REQUEST, 2, sign) for sign in (1.0, -1.0))
        x = jnp.asarray(X)[:, None]
        np.testing.assert_array_equal(layers.apply(ARCH, first, x), -layers.apply(ARCH, second, x))
        kernels = [layers.dense_ntk(ARCH, start, x, x) for start in (first, second)]
    np.testing.assert_array_equal(kernels[0], kernels[1])


def test_a_size_is_not_enlarged_by_chance_and_its_error_is_its_scatter():
    """Gaussian pairs with a known mean: sizes of 400 samples scatter around the true one as their errors say."""
    generator = np.random.default_rng(0)
    mean, pairs = 0.3 * np.sin(np.arange(15.0)), 60
    sizes, errors, squares = [], [], []
    for _ in range(400):
        gaps = mean + generator.normal(size=(pairs, 15))
        outputs = {"a": np.stack([gaps, gaps], axis=1), "b": np.zeros((pairs, 2, 15))}
        value, error = Measured(outputs, np.zeros((pairs, 2)), {}).size("a", "b")
        sizes.append(value)
        errors.append(error)
        squares.append(value**2)
    expected = np.mean(mean**2)
    assert abs(np.mean(squares) - expected) < 4 * np.std(squares) / 20
    assert np.median(errors) == pytest.approx(np.std(sizes), rel=0.15)
    nothing = generator.normal(size=(pairs, 15))
    nothing = {"a": (nothing - nothing.mean(axis=0))[:, None], "b": np.zeros((pairs, 1, 15))}
    value, error = Measured(nothing, np.zeros((pairs, 1)), {}).size("a", "b")
    assert value == 0.0 < error


def test_shifts_are_means_of_pairs(measured):
    gaps = measured.outputs["cubic"] - measured.outputs["linear"]
    mean, error = measured.shift("cubic", "linear")
    np.testing.assert_allclose(mean, gaps.mean(axis=(0, 1)), rtol=1e-12)
    np.testing.assert_allclose(error, gaps.mean(axis=1).std(axis=0, ddof=1) / np.sqrt(3), rtol=1e-12)
    few = Measured({name: f[:1] for name, f in measured.outputs.items()}, measured.moved[:1], {})
    assert np.isnan(few.shift("cubic", "linear")[1]).all()
    assert np.isnan(few.size("cubic", "linear")).all()
    expected = np.sqrt(np.mean((measured.outputs["network"] - measured.outputs["cubic"]) ** 2, axis=-1))
    np.testing.assert_allclose(measured.misses("cubic"), expected.ravel())
