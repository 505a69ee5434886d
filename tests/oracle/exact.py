"""The depth recursion in plain textbook form, nothing rearranged, in arithmetic of 60 or 120 digits (mpmath)."""

from collections.abc import Iterable
from typing import NamedTuple

import mpmath
import numpy as np

Number = float | mpmath.mpf
DIGITS = 60
SLOPES = {"relu": ("0", "1"), "leaky_relu": ("0.1", "1"), "abs": ("-1", "1"), "identity": ("1", "1")}
SIGMOID_WIDTH = 2.4020563531719796  # "sigmoid_like" is (1 + erf(z / this))/2


def exactly(number: Number) -> mpmath.mpf:
    """The number with all its digits; those of numpy and JAX are floats."""
    return number if isinstance(number, mpmath.mpf) else mpmath.mpf(float(number))


def kernels(
    activation: str,
    hidden_layers: int,
    weight_std: Number,
    bias_std: Number,
    x1: Iterable[Number],
    x2: Iterable[Number],
) -> tuple[mpmath.mpf, mpmath.mpf]:
    """(NNGP, NTK) of two inputs (d,) as mpmath numbers: arc-cosine formulas, nothing rearranged.

    φ has slope a for z < 0 and c for z > 0; with cos θ = q12/√(q11 q22) and f = (a − c)²/2π,
    E[φ′φ′] = (a² + c²)/2 − f θ and E[φφ] = f √(q11 q22) sin θ + q12 E[φ′φ′].
    """
    with mpmath.workdps(DIGITS):
        w2, b2 = mpmath.mpf(weight_std) ** 2, mpmath.mpf(bias_std) ** 2
        u, v = ([exactly(entry) for entry in x] for x in (x1, x2))
        q11, q22, q12 = (b2 + w2 * mpmath.fdot(p, q) / len(u) for p, q in ((u, u), (v, v), (u, v)))
        low, high = (mpmath.mpf(slope) for slope in SLOPES[activation])
        ntk = q12
        for _ in range(hidden_layers):
            value, slope = _two_lines(low, high, q11, q22, q12)
            q12 = b2 + w2 * value
            q11, q22 = (b2 + w2 * (low**2 + high**2) / 2 * q for q in (q11, q22))
            ntk = q12 + w2 * slope * ntk
        return q12, ntk


def expectations(activation: str, q11: mpmath.mpf, q22: mpmath.mpf, q12: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
    """E[φ(u)φ(v)] and E[φ′(u)φ′(v)] of Gaussian (u, v), in the digits that mpmath works with."""
    if activation in SLOPES:
        low, high = (mpmath.mpf(slope) for slope in SLOPES[activation])
        return _two_lines(low, high, q11, q22, q12)
    if activation == "sigmoid_like":  # (1 + erf(s z))/2, whose odd part is half of an erf
        square = 1 / mpmath.mpf(SIGMOID_WIDTH) ** 2
        value, slope = _smooth("erf", square * q11, square * q22, square * q12)
        return (1 + value) / 4, square * slope / 4
    if activation == "cos":
        value, slope = _smooth("sin", q11, q22, q12)
        return slope, value
    if activation == "tanh":
        return _tanh(q11, q22, q12)
    if activation not in ("erf", "gelu", "sin"):
        raise ValueError(f"no formula for {activation!r}")
    return _smooth(activation, q11, q22, q12)


def _two_lines(
    low: mpmath.mpf, high: mpmath.mpf, q11: mpmath.mpf, q22: mpmath.mpf, q12: mpmath.mpf
) -> tuple[mpmath.mpf, mpmath.mpf]:
    """E[φφ] and E[φ′φ′] of φ with slope `low` below 0 and `high` above: see `kernels`."""
    mean_square, f = (low**2 + high**2) / 2, (low - high) ** 2 / (2 * mpmath.pi)
    radius = mpmath.sqrt(q11 * q22)
    cosine = max(-1, min(1, q12 / radius)) if radius else mpmath.mpf(1)
    theta = mpmath.acos(cosine)
    slope = mean_square - f * theta
    return f * radius * mpmath.sin(theta) + q12 * slope, slope


def _smooth(activation: str, q11: mpmath.mpf, q22: mpmath.mpf, q12: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
    """E[φφ] and E[φ′φ′] of erf (Williams 1997), GELU (Tsuchida et al. 2021) and sin."""
    if activation == "erf":
        square = (1 + 2 * q11) * (1 + 2 * q22)
        return 2 / mpmath.pi * mpmath.asin(2 * q12 / mpmath.sqrt(square)), 4 / mpmath.pi / mpmath.sqrt(
            square - 4 * q12**2
        )
    if activation == "sin":
        minus, plus = mpmath.exp(-(q11 + q22 - 2 * q12) / 2), mpmath.exp(-(q11 + q22 + 2 * q12) / 2)
        return (minus - plus) / 2, (minus + plus) / 2
    square = (1 + q11) * (1 + q22)
    delta = mpmath.sqrt(square - q12**2)
    angle = mpmath.atan2(q12, delta)
    value = (q12 * angle + (q12**2 + q11 * q22 * delta**2) / (square * delta)) / (2 * mpmath.pi)
    slope = (angle + q12 * (1 / delta**2 + 1 / (1 + q11) + 1 / (1 + q22)) / delta) / (2 * mpmath.pi)
    return q12 / 4 + value, mpmath.mpf("0.25") + slope


def _tanh(q11: mpmath.mpf, q22: mpmath.mpf, q12: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
    """E[φφ] and E[φ′φ′] of tanh to 18 digits, by sums over a grid of normals z1, z2 with u = √q11 z1, v | u normal.

    With steps h = 1/12 the trapezium rule is off by e^{−π²/(h s)} at a standard deviation s, 1e-25 at s = 2.
    """
    z = np.arange(-114, 115, dtype=np.longdouble) / 12
    weights = np.exp(-z * z / 2)
    weights /= weights.sum()
    root = mpmath.sqrt(q11)
    first, along, across = (_as_long(number) for number in (root, q12 / root, mpmath.sqrt(q22 - q12**2 / q11)))
    at_u, at_v = np.tanh(first * z), np.tanh(along * z[:, None] + across * z)
    value, slope = at_u * (at_v @ weights), (1 - at_u**2) * ((1 - at_v**2) @ weights)
    both = (np.format_float_scientific(total @ weights, precision=20) for total in (value, slope))
    value, slope = map(mpmath.mpf, both)
    return value, slope


def _as_long(number: mpmath.mpf) -> np.longdouble:
    return np.longdouble(mpmath.nstr(mpmath.re(number), 22))


class Layer(NamedTuple):
    """Of one pair of scalar inputs after a layer."""

    q11: mpmath.mpf
    q22: mpmath.mpf
    q12: mpmath.mpf
    ntk: mpmath.mpf
    spread: mpmath.mpf  # q11 + q22 − 2 q12
    det: mpmath.mpf  # q11 q22 − q12²


def smooth_layers(activation: str, depth: int, weight_std: float, bias_std: float, x1: float, x2: float) -> list[Layer]:
    """A smooth φ's pair of scalar inputs after each of `depth` hidden layers."""
    with mpmath.workdps(2 * DIGITS):
        w2, b2, u, v = (mpmath.mpf(value) for value in (weight_std, bias_std, x1, x2))
        w2, b2 = w2**2, b2**2
        q11, q22, q12 = b2 + w2 * u * u, b2 + w2 * v * v, b2 + w2 * u * v
        ntk, layers = q12, []
        for _ in range(depth):
            value, slope = _smooth(activation, q11, q22, q12)
            first, second = (_smooth(activation, q, q, q)[0] for q in (q11, q22))
            q11, q22, q12 = b2 + w2 * first, b2 + w2 * second, b2 + w2 * value
            ntk = q12 + w2 * slope * ntk
            layers.append(Layer(q11, q22, q12, ntk, q11 + q22 - 2 * q12, q11 * q22 - q12**2))
        return layers
