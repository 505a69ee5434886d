r"""Expectations of one pre-activation u ~ N(0, K): products of φ and its slopes, and how they change with K.

Changes with K are expectations too, d/dK E h(u) = ½ E h″(u), so that nothing is divided by a small K.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore.choices import Activation
from ntkcore.kernels.activations import SIGMOID_STEEPNESS, piecewise_linear
from ntkcore.kernels.angles import flat_sqrt

_NODES = 320
_FURTHEST = 11.0  # standard deviations; u⁸ beyond them has 1e-18 of its expectation
_UNIT = np.linspace(-1.0, 1.0, _NODES)
_SMALL_VARIANCE = 0.02  # of sin: below it K − tanh K is summed as a series

Slopes = tuple[Any, Any, Any, Any, Any, Any]  # φ and its first five derivatives


class Expectations(NamedTuple):
    """Expectations over u ~ N(0, K)."""

    square: jax.Array  # E φ²
    fourth: jax.Array  # E φ⁴
    slope: jax.Array  # E φ′²
    slope_fourth: jax.Array  # E φ′⁴
    mixed: jax.Array  # E φ²φ′²
    square_change: jax.Array  # d/dK E φ² = E[φ′² + φφ″]
    square_bend: jax.Array  # d²/dK² E φ²
    slope_change: jax.Array  # d/dK E φ′²
    slope_bend: jax.Array  # d²/dK² E φ′²
    curvature: jax.Array  # E φ″²; 0 if φ is piecewise linear
    excess: jax.Array  # K E φ′² − E φ² without cancellation


def expectations(activation: Activation, variance: jax.Array) -> Expectations:
    """The Expectations of `activation` at the variance K ≥ 0, a number; to rounding for any K.

    Sums over the nodes u = √K sinh(t)/√(1 + K) with equidistant t: they are dense where φ bends, at u of about 1,
    whatever K is. The trapezium rule converges exponentially there (Trefethen & Weideman 2014). φ = α|u| + βu, sin and
    the changes of GELU have closed forms.
    """
    lines = piecewise_linear(activation)
    if lines is not None:
        return _of_lines(*lines, variance)
    if activation is Activation.SIN:
        return _of_sin(variance)
    still = lax.stop_gradient(1.0 + variance)
    t = jnp.arcsinh(_FURTHEST * jnp.sqrt(still)) * _UNIT
    z = jnp.sinh(t) / jnp.sqrt(still)
    weights = jnp.cosh(t) * jnp.exp(-0.5 * z * z)
    summed = _summed(slopes(activation, flat_sqrt(variance) * z), flat_sqrt(variance), z, weights / weights.sum())
    return summed if activation is not Activation.GELU else summed._replace(**_changes_of_gelu(variance))


def _summed(values: Slopes, root: jax.Array, z: jax.Array, weights: jax.Array) -> Expectations:
    """The Expectations from the values of φ and its derivatives at u = `root` · z.

    K E φ′² − E φ² is Σ (k − 1) a_k² for φ(u) = Σ a_k h_k(z) in normalised Hermite polynomials. Without the linear term
    a_1 z, which adds nothing, little cancels.
    """
    f, f1, f2, f3, f4, f5 = values

    def mean(h: jax.Array) -> jax.Array:
        return weights @ h

    level, line = mean(f), mean(f1)
    rest = f - level - root * line * z
    return Expectations(
        square=mean(f**2),
        fourth=mean(f**4),
        slope=mean(f1**2),
        slope_fourth=mean(f1**4),
        mixed=mean((f * f1) ** 2),
        square_change=mean(f1**2 + f * f2),
        square_bend=mean(1.5 * f2**2 + 2.0 * f1 * f3 + 0.5 * f * f4),
        slope_change=mean(f2**2 + f1 * f3),
        slope_bend=mean(1.5 * f3**2 + 2.0 * f2 * f4 + 0.5 * f1 * f5),
        curvature=mean(f2**2),
        excess=root**2 * mean((f1 - line) ** 2) - mean(rest**2) - level**2,
    )


def _of_lines(even: float, odd: float, variance: jax.Array) -> Expectations:
    """φ(u) = even·|u| + odd·u: E φ′² = s and E φ′⁴ = f at every K."""
    s, f = even**2 + odd**2, even**4 + 6.0 * (even * odd) ** 2 + odd**4
    zero = jnp.zeros_like(variance)
    s_all, f_all = zero + s, zero + f
    return Expectations(
        square=s * variance,
        fourth=3.0 * f * variance**2,
        slope=s_all,
        slope_fourth=f_all,
        mixed=f * variance,
        square_change=s_all,
        square_bend=zero,
        slope_change=zero,
        slope_bend=zero,
        curvature=zero,
        excess=zero,
    )


def _changes_of_gelu(variance: jax.Array) -> dict[str, jax.Array]:
    """Derivatives by K of E φ² and E φ′² of GELU (closed forms: Roberts, Yaida & Hanin 2022, §5.3.4).

    In sums over nodes the terms would cancel for large K, where these fall as fast as K^(−5/2).
    """
    k, p, r = variance, 1.0 + variance, 1.0 + 2.0 * variance
    return {
        "square_bend": (6.0 + k * (18.0 + k * (11.0 - 5.0 * k))) / (2 * math.pi * p**3 * r**2.5),
        "slope_change": (4.0 + k * (12.0 + k * (9.0 - k))) / (2 * math.pi * p**2 * r**2.5),
        "slope_bend": -(16.0 + k * (66.0 + k * (96.0 + k * (47.0 - 3.0 * k)))) / (2 * math.pi * p**3 * r**3.5),
    }


def _of_sin(variance: jax.Array) -> Expectations:
    """φ = sin, by E cos(mu) = exp(−m²K/2); the excess is E φ′² (K − tanh K)."""
    faded, fast, lost = jnp.exp(-2.0 * variance), jnp.exp(-8.0 * variance), jnp.expm1(-2.0 * variance)
    slope, square = 0.5 * (1.0 + faded), -0.5 * lost
    small = jnp.minimum(variance, _SMALL_VARIANCE)
    k2 = small * small
    series = small * k2 * (1 / 3 - k2 * (2 / 15 - k2 * (17 / 315 - k2 * 62 / 2835)))
    minus_tanh = jnp.where(variance < _SMALL_VARIANCE, series, variance - jnp.tanh(variance))
    return Expectations(
        square=square,
        fourth=lost**2 * (6.0 + lost * (4.0 + lost)) / 8.0,
        slope=slope,
        slope_fourth=(3.0 + 4.0 * faded + fast) / 8.0,
        mixed=-jnp.expm1(-8.0 * variance) / 8.0,
        square_change=faded,
        square_bend=-2.0 * faded,
        slope_change=-faded,
        slope_bend=2.0 * faded,
        curvature=square,
        excess=slope * minus_tanh,
    )


def slopes(activation: Activation, u: Any) -> Slopes:
    """φ and its first five derivatives at u; of a piecewise linear φ the second and later ones are 0."""
    lines = piecewise_linear(activation)
    if lines is not None:
        even, odd = lines
        zero = jnp.zeros_like(u)
        return even * jnp.abs(u) + odd * u, even * jnp.sign(u) + odd, zero, zero, zero, zero
    return _SMOOTH[activation](u)


def _erf(u: Any) -> Slopes:
    bell = 2 / math.sqrt(math.pi) * jnp.exp(-u * u)
    u2 = u * u
    return (
        jax.scipy.special.erf(u),
        bell,
        -2.0 * u * bell,
        (4.0 * u2 - 2.0) * bell,
        -(8.0 * u2 - 12.0) * u * bell,
        (16.0 * u2 * u2 - 48.0 * u2 + 12.0) * bell,
    )


def _gelu(u: Any) -> Slopes:
    density, below, u2 = jnp.exp(-0.5 * u * u) / math.sqrt(2 * math.pi), jax.scipy.special.ndtr(u), u * u
    return (
        u * below,
        below + u * density,
        (2.0 - u2) * density,
        (u2 - 4.0) * u * density,
        (-u2 * u2 + 7.0 * u2 - 4.0) * density,
        (u2 * u2 - 11.0 * u2 + 18.0) * u * density,
    )


def _sin(u: Any) -> Slopes:
    sine, cosine = jnp.sin(u), jnp.cos(u)
    return sine, cosine, -sine, -cosine, sine, cosine


def _tanh(u: Any) -> Slopes:
    t = jnp.tanh(u)
    s, t2 = 1.0 / jnp.square(jnp.cosh(jnp.clip(u, -300.0, 300.0))), t * t
    return (
        t,
        s,
        -2.0 * t * s,
        (6.0 * t2 - 2.0) * s,
        (16.0 - 24.0 * t2) * t * s,
        (16.0 - 120.0 * t2 + 120.0 * t2 * t2) * s,
    )


def _sigmoid_like(u: Any) -> Slopes:
    first, *rest = _erf(SIGMOID_STEEPNESS * u)
    return 0.5 + 0.5 * first, *(0.5 * SIGMOID_STEEPNESS**k * h for k, h in enumerate(rest, 1))  # pyright: ignore[reportReturnType]


_SMOOTH: dict[Activation, Callable[[Any], Slopes]] = {
    Activation.ERF: _erf,
    Activation.GELU: _gelu,
    Activation.SIN: _sin,
    Activation.TANH: _tanh,
    Activation.SIGMOID_LIKE: _sigmoid_like,
}
