"""Each Gaussian expectation against quadrature: Gauss–Hermite for smooth φ, angular Gauss–Legendre for the others."""

import math
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import erf, ndtr

from ntkcore import Activation
from ntkcore.kernels.activations import apply, moments
from ntkcore.kernels.pair import Pair
from tests.conftest import QUADRATURE

COVARIANCES = [
    (1.0, 1.0, 0.3),
    (0.5, 2.0, -0.7),
    (1.3, 0.2, 0.0),
    (0.7, 0.9, 0.79),
    (2.0, 1.5, -1.7),
    (0.8, 0.8, 0.8),
    (0.3, 0.3, -0.3),
    (1e-6, 0.5, 2e-4),
]
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(200)
SMOOTH = {
    Activation.ERF: (erf, lambda z: 2 / math.sqrt(math.pi) * np.exp(-z * z)),
    Activation.GELU: (
        lambda z: z * ndtr(z),
        lambda z: ndtr(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi),
    ),
    Activation.SIN: (np.sin, np.cos),
    Activation.TANH: (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    Activation.SIGMOID_LIKE: (
        lambda z: 0.5 + 0.5 * erf(z / 2.4020563531719796),
        lambda z: np.exp(-((z / 2.4020563531719796) ** 2)) / (math.sqrt(math.pi) * 2.4020563531719796),
    ),
    Activation.IDENTITY: (lambda z: z, np.ones_like),
}
SLOPES = {  # for z < 0, for z > 0
    Activation.RELU: (0.0, 1.0),
    Activation.LEAKY_RELU: (0.1, 1.0),
    Activation.ABS: (-1.0, 1.0),
    Activation.IDENTITY: (1.0, 1.0),
}


compiled_moments = jax.jit(moments, static_argnums=0)


def pair_of(q11, q22, q12) -> Pair:
    return Pair(*(jnp.asarray(q) for q in (q11, q22, q12, q11 * q22 - q12 * q12, q11 - q22)))


def expectations(activation, q11, q22, q12) -> SimpleNamespace:
    """`moments` as plain floats."""
    computed = compiled_moments(activation, pair_of(q11, q22, q12))
    return SimpleNamespace(**{name: float(value) for name, value in computed._asdict().items()})


def hermite(f, g, q11, q22, q12):
    """E[f(u) g(v)] by 200 × 200 Gauss–Hermite points."""
    u = math.sqrt(q11) * NODES
    v = (q12 / math.sqrt(q11)) * NODES[:, None] + math.sqrt(max(q22 - q12 * q12 / q11, 0.0)) * NODES
    return WEIGHTS @ (f(u)[:, None] * g(v)) @ WEIGHTS / (2 * math.pi)


def angular(f, g, degree, q11, q22, q12):
    """E[f(u) g(v)] for f g homogeneous of `degree` 0 or 2: E[r^degree] times the mean over the circle.

    (u, v) = (√q11 r cos a, √q22 r cos(a − θ)), smooth between the angles at which u or v is 0.
    """
    theta = math.acos(np.clip(q12 / math.sqrt(q11 * q22), -1.0, 1.0))
    kinks = np.sort(np.mod([math.pi / 2, -math.pi / 2, theta + math.pi / 2, theta - math.pi / 2], 2 * math.pi))
    nodes, weights = np.polynomial.legendre.leggauss(40)
    total = 0.0
    for left, right in zip(kinks, [*kinks[1:], kinks[0] + 2 * math.pi], strict=True):
        a = (left + right) / 2 + (right - left) / 2 * nodes
        values = f(math.sqrt(q11) * np.cos(a)) * g(math.sqrt(q22) * np.cos(a - theta))
        total += (right - left) / 2 * weights @ values
    return total / (2 * math.pi) * (2.0 if degree == 2 else 1.0)


@pytest.mark.parametrize("activation", Activation)
def test_apply_is_the_textbook_function(activation):
    z = np.linspace(-3.0, 3.0, 41)
    if activation in SLOPES:
        low, high = SLOPES[activation]
        expected = np.where(z < 0, low * z, high * z)
    else:
        expected = SMOOTH[activation][0](z)
    np.testing.assert_allclose(apply(activation, jnp.asarray(z)), expected, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("covariance", COVARIANCES)
@pytest.mark.parametrize("activation", [name for name in SMOOTH if name != Activation.TANH])  # for it: test_tanh
def test_smooth_expectations_match_gauss_hermite(activation, covariance):
    f, slope = SMOOTH[activation]
    m = expectations(activation, *covariance)
    assert m.q12 == pytest.approx(hermite(f, f, *covariance), rel=QUADRATURE, abs=QUADRATURE)
    assert m.slope == pytest.approx(hermite(slope, slope, *covariance), rel=QUADRATURE, abs=QUADRATURE)


@pytest.mark.parametrize("covariance", COVARIANCES)
@pytest.mark.parametrize("activation", SLOPES)
def test_piecewise_linear_expectations_match_angular_quadrature(activation, covariance):
    low, high = SLOPES[activation]

    def f(z):
        return np.where(z < 0, low * z, high * z)

    def slope(z):
        return np.where(z < 0, low, high)

    # √eps of θ is lost where the reference forms it from nearly parallel u and v
    tolerance = QUADRATURE if abs(covariance[2]) < 0.99 * math.sqrt(covariance[0] * covariance[1]) else 1e-8
    m = expectations(activation, *covariance)
    assert m.q12 == pytest.approx(angular(f, f, 2, *covariance), abs=tolerance)
    assert m.slope == pytest.approx(angular(slope, slope, 0, *covariance), abs=tolerance)


@pytest.mark.parametrize("covariance", COVARIANCES)
@pytest.mark.parametrize("activation", Activation)
def test_what_is_carried_along_agrees_with_what_it_stands_for(activation, covariance):
    m = expectations(activation, *covariance)
    size = m.q11 + m.q22
    assert m.det == pytest.approx(m.q11 * m.q22 - m.q12**2, abs=1e-14 * size**2)
    assert m.gap == pytest.approx(m.q11 - m.q22, abs=1e-14 * size)
    assert m.spread == pytest.approx(m.q11 + m.q22 - 2 * m.q12, abs=1e-14 * size)
    assert m.det >= 0
    assert m.spread >= 0
    q11 = covariance[0]
    diagonal = expectations(activation, q11, q11, q11)
    assert m.q11 == pytest.approx(diagonal.q12, rel=1e-14)


@pytest.mark.parametrize("activation", Activation)
def test_slope_is_the_derivative_of_the_expectation_by_the_covariance(activation):
    """∂E[φφ]/∂q12 = E[φ′φ′] (Price's theorem), by forward-mode differentiation, at q12 = 0 too."""
    for q12 in (-0.4, 0.0, 0.7):
        value, derivative = jax.jvp(
            lambda q: moments(activation, pair_of(0.9, 1.4, q)).q12, (jnp.asarray(q12),), (jnp.asarray(1.0),)
        )
        expected = expectations(activation, 0.9, 1.4, q12)
        assert float(value) == pytest.approx(expected.q12, rel=1e-14)
        assert float(derivative) == pytest.approx(expected.slope, rel=1e-12, abs=1e-14)
