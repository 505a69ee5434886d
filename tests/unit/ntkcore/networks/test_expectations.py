"""Expectations of one Gaussian against Gauss and Legendre's rule, and slopes against automatic ones."""

import math
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ntkcore import Activation
from ntkcore.kernels.activations import apply, piecewise_linear
from ntkcore.networks.expectations import expectations, slopes
from tests.conftest import ROUNDING

QUADRATURE = 1e-10  # of a few hundred nodes on each piece
NODES, WEIGHTS = np.polynomial.legendre.leggauss(300)


@pytest.fixture(autouse=True)
def wide():
    with jax.enable_x64(True):
        yield


@pytest.mark.parametrize("activation", Activation)
def test_slopes_are_the_derivatives(activation):
    u = jnp.asarray(np.linspace(-4.0, 4.0, 32))  # without 0, where some bend
    count = 6 if piecewise_linear(activation) is None else 3
    derivatives = [lambda z: apply(activation, z)]
    for _ in range(count - 1):
        derivatives.append(jax.grad(derivatives[-1]))
    expected = jax.jit(jax.vmap(lambda z: jnp.stack([derivative(z) for derivative in derivatives])))(u)
    np.testing.assert_allclose(jnp.stack(slopes(activation, u)[:count]), expected.T, atol=2e-14)


def mean(h, variance):
    """E h(u, z), u = √K z, by Gauss and Legendre's rule on pieces on both sides of 0."""
    root = math.sqrt(variance)

    def integrand(z):
        return h(root * z, z) * np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)

    bends = sorted({min(edge / root, 9.0) for edge in (1.0, 4.0)})
    edges = [-12.0, *(-b for b in reversed(bends)), 0.0, *bends, 12.0]
    total = 0.0
    for a, b in pairwise(edges):
        middle, half_length = 0.5 * (a + b), 0.5 * (b - a)
        total += half_length * float(WEIGHTS @ integrand(middle + half_length * NODES))
    return total


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("variance", [0.04, 1.7, 90.0])
def test_expectations_are_integrals(activation, variance):
    e = expectations(activation, jnp.asarray(variance))

    def phi(u):
        return np.asarray(apply(activation, u))

    def slope(u):
        return np.asarray(slopes(activation, u)[1])

    def rate(h, power):  # derivatives of E h by K, by parts in z: nothing is said of the slopes of h
        hermite = (lambda z: z * z - 1.0, lambda z: z**4 - 6.0 * z * z + 3.0)[power - 1]
        return mean(lambda u, z: h(u) * hermite(z), variance) / (2.0 * variance) ** power

    expected = {
        "square": mean(lambda u, z: phi(u) ** 2, variance),
        "fourth": mean(lambda u, z: phi(u) ** 4, variance),
        "slope": mean(lambda u, z: slope(u) ** 2, variance),
        "slope_fourth": mean(lambda u, z: slope(u) ** 4, variance),
        "mixed": mean(lambda u, z: (phi(u) * slope(u)) ** 2, variance),
        "square_change": rate(lambda u: phi(u) ** 2, 1),
        "square_bend": rate(lambda u: phi(u) ** 2, 2),
        "slope_change": rate(lambda u: slope(u) ** 2, 1),
        "slope_bend": rate(lambda u: slope(u) ** 2, 2),
    }
    expected["excess"] = variance * expected["slope"] - expected["square"]
    for name, value in expected.items():
        bends = name.split("_")[-1] in ("change", "bend")
        scale = expected[name.split("_")[0]] / variance ** {"change": 1, "bend": 2}.get(name.split("_")[-1], 0)
        scale = scale if bends else max(abs(value), variance if name == "excess" else 0.0)
        assert abs(float(getattr(e, name)) - value) < QUADRATURE * scale, name


@pytest.mark.parametrize("activation", ["erf", "tanh", "gelu", "sin"])
def test_small_variances_lose_no_digits(activation):
    """K E φ′² − E φ² to leading order in K: what is left is given by the next Taylor coefficients."""
    third = {"erf": -4 / math.sqrt(math.pi), "tanh": -2.0, "sin": -1.0}  # φ‴(0)
    for variance in (1e-4, 1e-9):
        excess = float(expectations(Activation(activation), jnp.asarray(variance)).excess)
        # (k − 1) a_k² of k = 3: a_3 = φ‴ K^{3/2}/√6; of GELU k = 0, 2: −a_0² + a_2², a_0 = φ″K/2, a_2 = φ″ K/√2
        limit = third[activation] ** 2 * variance**3 / 3 if activation in third else variance**2 / (2.0 * math.pi)
        assert excess == pytest.approx(limit, rel=20 * variance + 1e-7)


def test_sin_is_smooth_where_its_series_ends():
    below, above = (expectations(Activation.SIN, jnp.asarray(0.02 * (1 + step))).excess for step in (-1e-13, 1e-13))
    assert float(below) == pytest.approx(float(above), rel=1e-9)
    value = expectations(Activation.SIN, jnp.asarray(0.019)).excess
    assert float(value) == pytest.approx(0.5 * (1 + math.exp(-0.038)) * (0.019 - math.tanh(0.019)), rel=1e-9)


@pytest.mark.parametrize("activation", Activation)
def test_no_variance_is_the_value_at_0(activation):
    e = expectations(activation, jnp.zeros(()))
    assert float(e.square) == pytest.approx(float(apply(activation, jnp.zeros(()))) ** 2, abs=ROUNDING)
    assert all(np.isfinite(np.asarray(e)))


def test_changes_of_gelu_at_a_large_variance():
    """There E h(u) is E h∞(u) + c/√K, with h∞ that of ReLU and c = ∫(h − h∞) du/√(2π)."""
    u, variance = 14.0 * NODES, 1e10  # h(u) + h(−u) − h∞(|u|) is smooth and even
    phi, slope = (np.asarray(each) for each in slopes(Activation.GELU, jnp.asarray(u))[:2])
    gaps = phi**2 - 0.5 * u**2, slope**2 - 0.5
    square, slope_square = (14.0 * float(WEIGHTS @ gap) / math.sqrt(2.0 * math.pi) for gap in gaps)
    e = expectations(Activation.GELU, jnp.asarray(variance))
    assert float(e.square_bend) == pytest.approx(0.75 * square * variance**-2.5, rel=1e-6)
    assert float(e.slope_change) == pytest.approx(-0.5 * slope_square * variance**-1.5, rel=1e-6)
    assert float(e.slope_bend) == pytest.approx(0.75 * slope_square * variance**-2.5, rel=1e-6)


@pytest.mark.parametrize("activation", ["sin", "erf", "tanh"])
def test_small_variances_have_the_moments_of_a_line(activation):
    slope, variance = float(slopes(Activation(activation), 0.0)[1]), 1e-12
    e = expectations(Activation(activation), jnp.asarray(variance))
    assert float(e.square) == pytest.approx(slope**2 * variance, rel=1e-10)
    assert float(e.fourth) == pytest.approx(3.0 * slope**4 * variance**2, rel=1e-10)
