r"""E[φ(u)φ(v)] and E[φ′(u)φ′(v)] as they stand in the textbook, with 31 digits, from E[u²], E[v²] and E[uv].

Only E[φ(u)φ(v)] needs the digits: differences of it become angles of later layers.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from ntkcore.choices import Activation
from ntkcore.kernels.activations import SIGMOID_STEEPNESS, piecewise_linear
from ntkcore.kernels.doubled import PI, Doubled, arctan2, exp

Formula = Callable[[Doubled, Doubled, Doubled], tuple[Doubled, Any]]


def formula_of(activation: Activation) -> Formula | None:
    """The expectations of an activation from (E[u²], E[v²], E[uv]); None for one that only quadrature knows."""
    lines = piecewise_linear(activation)
    return partial(_two_lines, *lines) if lines is not None else _SMOOTH.get(activation)


def _two_lines(even: float, odd: float, p: Doubled, q: Doubled, k: Doubled) -> tuple[Doubled, Any]:
    r"""φ(z) = α|z| + βz, with S = √(p q − k²) and a = atan2(k, S): E[|u||v|] = (2/π)(S + k a) (Cho & Saul 2009)."""
    root = (p * q - k * k).sqrt()
    angle = arctan2(k, root)
    share, even_square, odd_square = Doubled.of(2.0) / PI, Doubled.of(even) * even, Doubled.of(odd) * odd
    value = (root + k * angle) * (share * even_square) + k * odd_square
    return value, (share * even_square * angle + odd_square).high


def _erf(p: Doubled, q: Doubled, k: Doubled) -> tuple[Doubled, Any]:
    """Williams (1997), eq. 11."""
    root = ((p.scaled(2.0) + 1.0) * (q.scaled(2.0) + 1.0) - (k * k).scaled(4.0)).sqrt()
    return arctan2(k.scaled(2.0), root) * (Doubled.of(2.0) / PI), (4.0 / math.pi) / root.high


def _sigmoid_like(p: Doubled, q: Doubled, k: Doubled) -> tuple[Doubled, Any]:
    """φ(z) = ½ + ½ erf(a z)."""
    square = Doubled.of(SIGMOID_STEEPNESS) * SIGMOID_STEEPNESS
    value, slope = _erf(p * square, q * square, k * square)
    return (value + 1.0).scaled(0.25), 0.25 * square.high * slope


def _gelu(p: Doubled, q: Doubled, k: Doubled) -> tuple[Doubled, Any]:
    """Tsuchida et al. (2021), §4: with P = (1 + p)(1 + q) and δ² = P − k²."""
    one_p, one_q = p + 1.0, q + 1.0
    square = one_p * one_q
    delta_square = square - k * k
    delta = delta_square.sqrt()
    angle = arctan2(k, delta)
    rest = (k * k + p * q * delta_square) / (square * delta)
    value = k.scaled(0.25) + (k * angle + rest) / PI.scaled(2.0)
    bracket = angle.high + k.high * (1.0 / delta_square.high + 1.0 / one_p.high + 1.0 / one_q.high) / delta.high
    return value, 0.25 + bracket / (2.0 * math.pi)


def _sin(p: Doubled, q: Doubled, k: Doubled) -> tuple[Doubled, Any]:
    """E[sin u sin v] = ½ (e^{−E(u − v)²/2} − e^{−E(u + v)²/2})."""
    near, far = exp(k - (p + q).scaled(0.5)), exp(-(k + (p + q).scaled(0.5)))
    return (near - far).scaled(0.5), 0.5 * (near.high + far.high)


_SMOOTH: dict[Activation, Formula] = {
    Activation.ERF: _erf,
    Activation.GELU: _gelu,
    Activation.SIN: _sin,
    Activation.SIGMOID_LIKE: _sigmoid_like,
}


def in_chunks(formula: Formula, p: Doubled, q: Doubled, k: Doubled, entries: int) -> tuple[Doubled, np.ndarray]:
    """The formula at arrays that broadcast against each other, `entries` of them at a time."""
    arrays = [h.ravel() for h in np.broadcast_arrays(p.high, p.low, q.high, q.low, k.high, k.low)]
    high, low, slope = (np.empty(arrays[0].size) for _ in range(3))
    for start in range(0, len(high), entries):
        some = slice(start, start + entries)
        numbers = [h[some] for h in arrays]
        value, slope[some] = formula(*(Doubled(*numbers[i : i + 2]) for i in (0, 2, 4)))
        high[some], low[some] = value.high, value.low
    shape = np.broadcast_shapes(p.shape, q.shape, k.shape)
    return Doubled(high.reshape(shape), low.reshape(shape)), slope.reshape(shape)
