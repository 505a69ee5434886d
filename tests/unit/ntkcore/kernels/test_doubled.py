"""Arithmetic of two floats against arithmetic of 60 digits, and expectations of activations with it."""

import operator

import mpmath
import numpy as np
import pytest

from ntkcore import Activation
from ntkcore.kernels.doubled import PI, Doubled, arctan2, exp
from ntkcore.kernels.textbook import formula_of, in_chunks
from tests.oracle import exact

COUNT = 100
TOLERANCE = 4e-31


def doubled(seed, scale=1.0):
    random = np.random.default_rng(seed)
    high = scale * random.normal(size=COUNT) * 10.0 ** random.uniform(-9, 0, COUNT)
    return Doubled(high, high * random.uniform(-1e-16, 1e-16, COUNT))


def digits(number):
    return [mpmath.mpf(float(high)) + mpmath.mpf(float(low)) for high, low in zip(*arrays(number), strict=True)]


def arrays(number):
    return np.ravel(number.high), np.ravel(number.low)


def size(number):
    """The absolute values of a Doubled."""
    sign = np.sign(number.high)
    return Doubled(sign * number.high, sign * number.low)


def assert_close(computed, truths, sizes=None):
    """To TOLERANCE of the true values, or of `sizes`."""
    truths = list(truths)
    for value, truth, scale in zip(digits(computed), truths, sizes or truths, strict=True):
        assert abs(value - truth) <= TOLERANCE * abs(scale)


@pytest.fixture(autouse=True)
def many_digits():
    with mpmath.workdps(60):
        yield


@pytest.mark.parametrize("operation", [operator.mul, operator.truediv])
def test_products_and_quotients(operation):
    a, b = doubled(1), doubled(2, 1e3)
    assert_close(operation(a, b), map(operation, digits(a), digits(b)))


def test_sums_and_differences_and_their_totals():
    a, b = doubled(1), doubled(2)
    larger = [abs(x) + abs(y) for x, y in zip(digits(a), digits(b), strict=True)]
    assert_close(a + b, [x + y for x, y in zip(digits(a), digits(b), strict=True)], larger)
    assert_close(2.0 - a, [2 - x for x in digits(a)], [2 + abs(x) for x in digits(a)])
    total = a[:96].total((0,))
    assert_close(total, [mpmath.fsum(digits(a[:96]))], [mpmath.fsum(map(abs, digits(a[:96])))])


def test_roots():
    a = size(doubled(3))
    assert_close(a.sqrt(), map(mpmath.sqrt, digits(a)))
    assert (-a).sqrt().high.max() == 0.0


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_angles(scale):
    y, x = size(doubled(4, scale)), doubled(5)
    assert_close(arctan2(y, x), map(mpmath.atan2, digits(y), digits(x)))
    assert_close(arctan2(-y, size(x)), map(mpmath.atan2, digits(-y), digits(size(x))))


def test_angles_on_the_axes():
    axes = arctan2(Doubled.of([0.0, 0.0, 1.0, 0.0]), Doubled.of([0.0, 1.0, 0.0, -1.0]))
    assert_close(axes, [mpmath.mpf(0), mpmath.mpf(0), mpmath.pi / 2, mpmath.pi], [1, 1, 1, 1])
    assert_close(Doubled.of([1.0]) * PI, [mpmath.pi])


@pytest.mark.parametrize("scale", [1e-9, 1.0, 100.0])
def test_exponentials(scale):
    x = -size(doubled(6, scale))
    assert_close(exp(x), map(mpmath.exp, digits(x)), [1] * COUNT)
    assert exp(Doubled.of([-1e4])).high < 1e-300


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "abs", "identity", "erf", "gelu", "sin", "sigmoid_like"])
def test_expectations(activation):
    """Values with all digits, slopes as floats; u = 1.1 v, where floats lose the angle, and u = 0 among the pairs."""
    random = np.random.default_rng(7)
    p, q = random.uniform(0.01, 4.0, (2, COUNT))
    k = random.uniform(-1.0, 1.0, COUNT) * np.sqrt(p * q)
    p[:2], q[:2], k[:2] = [1.0, 0.0], [1.21, 2.0], [1.1 - 1e-15, 0.0]
    formula = formula_of(Activation(activation))
    assert formula is not None
    value, slope = in_chunks(formula, *map(Doubled.of, (p, q, k)), entries=30)
    truths = [exact.expectations(activation, *map(mpmath.mpf, each)) for each in zip(p, q, k, strict=True)]
    lines = np.array([float(truth[1]) for truth in truths])
    if activation in ("leaky_relu", "sigmoid_like"):  # constants of these two are floats in the library
        np.testing.assert_allclose(value.high, [float(truth[0]) for truth in truths], rtol=1e-14, atol=1e-16)
    else:
        assert_close(value, [truth[0] for truth in truths], [1 + a + b for a, b in zip(p, q, strict=True)])
    np.testing.assert_allclose(np.delete(slope, 1), np.delete(lines, 1), rtol=1e-14, atol=1e-15)


def test_quadrature_has_no_formula():
    assert formula_of(Activation.TANH) is None
