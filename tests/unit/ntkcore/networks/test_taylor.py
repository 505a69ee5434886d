"""Taylor polynomials of networks against nested derivatives, and trained ones against the network that they follow."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Activation, Architecture
from ntkcore.kernels.activations import piecewise_linear
from ntkcore.networks import layers, taylor

X, Y = np.array([-1.0, -0.3, 0.5, 1.0]), np.array([0.4, -0.3, 0.35, -0.25])
TESTS = np.linspace(-1.4, 1.4, 15)


@pytest.fixture(autouse=True)
def wide():
    with jax.enable_x64(True):
        yield


def networks(arch, width, seed=0):
    keys = jax.random.split(jax.random.key(seed))
    return [layers.init(key, arch.hidden_layers, width, dtype="float64") for key in keys]


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("activation", "depth"),
    [("erf", 2), ("relu", 1), *(pytest.param(name, 3, marks=pytest.mark.long) for name in Activation)],
)
def test_terms_are_derivatives_along_a_line(activation, depth):
    arch = Architecture(activation, depth, 1.3, 0.4)
    start, end = networks(arch, 6)
    step = jax.tree.map(jnp.subtract, end, start)
    x = jnp.asarray(X)[:, None]

    def along(t):
        return layers.apply(arch, jax.tree.map(lambda p, d: p + t * d, start, step), x)

    derivative, expected = along, []
    for order in range(4):
        expected.append(derivative(0.0) / math.factorial(order))
        derivative = jax.jacfwd(derivative)
    got = taylor.terms(arch, start, end, x, 3)
    np.testing.assert_allclose(got, jnp.stack(expected), rtol=1e-10, atol=1e-12)
    for order in (1, 2):
        np.testing.assert_array_equal(taylor.terms(arch, start, end, x, order), got[: order + 1])
    np.testing.assert_allclose(got[:2], jnp.stack(layers.linearise(arch, start, end, x)), rtol=1e-10, atol=1e-12)


def errors(activation, width, count, steps):
    """Median over networks of the root mean square by which polynomials of order 1, 2, 3 miss the trained network."""
    arch = Architecture(activation, 1, 1.5, 0.5)
    misses = []
    for seed in range(count):
        start = networks(arch, width, seed)[0]
        trained = [taylor.descend(arch, start, X, Y, TESTS, order=order, steps=steps) for order in (None, 1, 2, 3)]
        assert all(float(jnp.abs(result.residuals).max()) < 2e-3 for result in trained)
        misses.append([float(jnp.sqrt(jnp.mean((trained[0].outputs - t.outputs) ** 2))) for t in trained[1:]])
    return np.median(misses, axis=0)


def test_the_cubic_polynomial_follows_the_network_best():
    linear, quadratic, cubic = errors("erf", 256, 3, 1500)
    assert cubic < 0.35 * linear
    assert cubic < 0.5 * quadratic


@pytest.mark.long
def test_the_cubic_polynomial_gains_with_width():
    """Medians of 24 networks at width 512 are about .0043, .0022 and .00037; exponents in width −0.8, −1.1, −1.7."""
    narrow, wide_ = errors("erf", 128, 24, 4000), errors("erf", 512, 24, 4000)
    for error, expected in zip(wide_, (0.0043, 0.0022, 0.00037), strict=True):
        assert 0.5 < error / expected < 2.0
    slopes = np.log(wide_ / narrow) / math.log(4)
    assert slopes[0] > slopes[1] > slopes[2]
    assert slopes[2] < -1.3


@pytest.mark.parametrize("activation", ["relu", "abs"])
def test_a_linear_polynomial_is_kernel_regression(activation):
    """With order 1 and many steps: f₀ + Θ̂(x, X) Θ̂⁻¹ (y − f₀), by the empirical kernel."""
    assert piecewise_linear(Activation(activation)) is not None
    arch = Architecture(activation, 1, 1.5, 0.5)
    start = networks(arch, 64)[0]
    trained = taylor.descend(arch, start, X, Y, TESTS, order=1, steps=6000)
    x, tests = jnp.asarray(X)[:, None], jnp.asarray(TESTS)[:, None]
    gram, cross = layers.dense_ntk(arch, start, x, x), layers.dense_ntk(arch, start, tests, x)
    expected = layers.apply(arch, start, tests) + cross @ jnp.linalg.solve(gram, Y - layers.apply(arch, start, x))
    np.testing.assert_allclose(trained.outputs, expected, atol=2e-3)


def test_a_large_scale_keeps_the_network_linear():
    arch = Architecture("erf", 1, 1.5, 0.5)
    start = networks(arch, 32)[0]
    moved = [
        float(
            layers.norm(jax.tree.map(jnp.subtract, taylor.descend(arch, start, X, Y, TESTS, scale=s).parameters, start))
        )
        for s in (0.5, 4.0)
    ]
    assert moved[1] < 0.5 * moved[0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"order": 4}, r"order must be in \[1, 3\], got 4"),
        ({"steps": 0}, "steps must be in"),
        ({"y": [1.0]}, r"y must have shape \(4,\), got \(1,\)"),
        ({"x_test": [[0.0, 1.0]]}, "x_test must have as many features"),
        ({"scale": -1.0}, "scale must be in"),
    ],
)
def test_bad_arguments_are_named(options, message):
    arch = Architecture("erf", 1)
    call = {"x": X, "y": Y, "x_test": TESTS} | options
    with pytest.raises(ValueError, match=message):
        taylor.descend(arch, networks(arch, 4)[0], **call)
