"""The map of one more layer on variances and correlations of pre-activations, and the limit of infinitely many."""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.checks import Array, as_finite
from ntkcore.choices import Activation
from ntkcore.kernels.activations import moments, piecewise_linear
from ntkcore.kernels.angles import flat_sqrt
from ntkcore.kernels.pair import Moments, Pair
from ntkcore.kernels.quadrature import expectations_of
from ntkcore.networks.expectations import expectations
from ntkcore.reals import is_traced

# Between two of these, 16 % apart, the map of variances has one fixed point at most.
VARIANCES = np.concatenate([[0.0], np.geomspace(1e-12, 1e14, 401)])
_STEPS = 50  # of Newton's method with bisection: 6 are usual
_CLOSE = 4e-16  # relative: a step so small is the last one
_ROUNDING = 1e-14
_TANH = expectations_of(jnp.tanh, 256, odd_difference=lambda at_u, at_v, step: jnp.tanh(step) * (1.0 - at_u * at_v))


class Limit(NamedTuple):
    """The limit K* of the variance and the slopes of both maps there."""

    variance: jax.Array
    chi_parallel: jax.Array
    chi_perp: jax.Array


def as_size(name: str, value: ArrayLike) -> Array:
    """`value` as a float64 array ≥ 0. Raises ValueError."""
    array = as_finite(name, value)
    if not is_traced(array) and (array < 0).any():
        raise ValueError(f"{name} must be ≥ 0, got {array.min():g}. It is a square or a spread: give that.")
    return array


def squares(activation: Activation, variance: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
    """E φ², its derivative by K, and E φ′²; over u ~ N(0, K), K = `variance`, a number."""
    if activation in (Activation.TANH, Activation.SIN) or piecewise_linear(activation) is not None:
        e = expectations(activation, variance)
        return e.square, e.square_change, e.slope

    def square(k: jax.Array) -> tuple[jax.Array, jax.Array]:
        expected = moments(activation, _equal(k))
        return expected.q11, expected.slope

    value, change, slope = jax.jvp(square, (variance,), (jnp.ones_like(variance),), has_aux=True)
    return value, change, slope


def _equal(variance: jax.Array) -> Pair:
    """Two equal pre-activations."""
    zero = jnp.zeros_like(variance)
    return Pair(variance, variance, variance, zero, zero)


def root_within(f: Callable[[jax.Array], jax.Array], low: jax.Array, high: jax.Array) -> jax.Array:
    """The root of f, which is ≥ 0 at `low` and ≤ 0 at `high`; with implicit derivatives of any order."""
    low, high = lax.stop_gradient((low, high))

    def middle(low: jax.Array, high: jax.Array) -> jax.Array:
        return jnp.where(low > 0, flat_sqrt(low) * flat_sqrt(high), 0.5 * (low + high))

    def is_open(state: tuple[Any, ...]) -> Any:
        _, _, x, moved, step = state
        return (step < _STEPS) & (jnp.abs(moved) > _CLOSE * jnp.abs(x))

    def improve(state: tuple[Any, ...]) -> tuple[Any, ...]:
        low, high, x, _, step = state
        at, slope = jax.jvp(f, (x,), (jnp.ones_like(x),))
        low, high = jnp.where(at >= 0, x, low), jnp.where(at <= 0, x, high)
        newton = x - at / jnp.where(slope != 0, slope, 1.0)
        last = jnp.abs(newton - x) <= _CLOSE * jnp.abs(x)
        inside = ((newton > low) & (newton < high) | last) & (slope != 0)
        after = jnp.where(at == 0, x, jnp.where(inside, newton, middle(low, high)))
        return low, high, after, after - x, step + 1

    def solve(_: Any, start: jax.Array) -> jax.Array:
        state = (low, high, start, jnp.full_like(start, jnp.inf), jnp.int32(0))
        return lax.while_loop(is_open, improve, state)[2]

    def divide(tangent: Callable[[jax.Array], jax.Array], y: jax.Array) -> jax.Array:
        return y / tangent(jnp.ones_like(y))

    return lax.custom_root(f, middle(low, high), solve, divide)


def find_limit(activation: Activation, weight_var: jax.Array, bias_var: jax.Array, size: jax.Array) -> Limit:
    """The Limit of K ← b² + w² E φ², from K = b² + w² `size`."""
    first = bias_var + weight_var * size
    lines = piecewise_linear(activation)
    if lines is not None:
        return _limit_of_lines(lines[0] ** 2 + lines[1] ** 2, weight_var, bias_var, first)
    return _limit_of_smooth(activation, weight_var, bias_var, first)


def _limit_of_smooth(activation: Activation, weight_var: jax.Array, bias_var: jax.Array, first: jax.Array) -> Limit:
    """The same from K = `first`, for a φ that bends.

    E φ² grows with K, so that the limit is the first fixed point in the direction of the first step. Its neighbours
    are read off a table of E φ², which all networks with this φ share.
    """
    knots = jnp.asarray(VARIANCES)
    table = jax.vmap(lambda k: squares(activation, k)[0])(knots)

    def growth(variance: jax.Array) -> jax.Array:
        return bias_var + weight_var * squares(activation, variance)[0] - variance

    grows, up = bias_var + weight_var * table - knots, growth(first) > 0
    ends, begins = (knots > first) & (grows <= 0), (knots < first) & (grows >= 0)
    explodes = up & ~jnp.any(ends)
    dies = ~up & ~jnp.any(begins[1:]) & (grows[0] <= 0)
    still = (growth(first) == 0) & (first > 0)
    simple = explodes | dies
    # The knots on both sides of the first sign change, by comparisons: indices would need 64 bits.
    low = jnp.where(
        up,
        jnp.maximum(jnp.min(jnp.where(ends[1:], knots[:-1], jnp.inf)), first),
        jnp.max(jnp.where(begins, knots, 0.0)),
    )
    high = jnp.where(
        up,
        jnp.min(jnp.where(ends, knots, jnp.inf)),
        jnp.minimum(jnp.max(jnp.where(begins[:-1], knots[1:], knots[1])), first),
    )
    low, high = (jnp.where(simple, end, jnp.where(still, first, edge)) for end, edge in ((0.5, low), (2.0, high)))
    inside = root_within(lambda k: jnp.where(simple, 1.0 - k, growth(k)), low, high)
    variance = jnp.where(explodes, jnp.inf, jnp.where(dies, 0.0, inside))
    _, change, slope = squares(activation, jnp.where(explodes, VARIANCES[-1], variance))
    return Limit(variance, weight_var * change, weight_var * slope)


def _limit_of_lines(s: float, weight_var: jax.Array, bias_var: jax.Array, first: jax.Array) -> Limit:
    """K ← b² + w² s K; w² s nearer to 1 than rounding brings it is 1."""
    growth = weight_var * s
    growth = jnp.where(jnp.abs(growth - 1.0) < _ROUNDING, growth + lax.stop_gradient(1.0 - growth), growth)
    below = growth < 1.0
    inside = bias_var / jnp.where(below, 1.0 - growth, 1.0)
    beyond = jnp.where((first > 0) & ((growth > 1.0) | (bias_var > 0)), jnp.inf, first)
    return Limit(jnp.where(below, inside, beyond), growth, growth)


def limit_correlation(activation: Activation, weight_var: jax.Array, limit: Limit) -> tuple[jax.Array, jax.Array]:
    r"""The stable fixed point c* of the map of correlations at the variance K*, and the map's slope there.

    In d = 1 − c the map is d ← w² E(φ(u) − φ(v))²/(2K*), and what it multiplies d by falls and is convex. In the
    chaotic phase it is χ⊥ > 1 at d = 0, so that Newton's method goes to the root where it is 1 from its left side.
    """
    steady = jnp.isfinite(limit.variance) & (limit.variance > 0)
    if piecewise_linear(activation) is not None:
        return jnp.ones_like(limit.variance), jnp.where(steady, limit.chi_perp, 1.0)
    chaotic = steady & (limit.chi_perp > 1.0 + _ROUNDING)
    variance = jnp.where(chaotic, limit.variance, 1.0)

    def excess(d: jax.Array) -> jax.Array:
        spread = _pair_moments(activation, variance, d).spread
        return jnp.where(chaotic, weight_var * spread / (2.0 * variance * d) - 1.0, 0.5 - d)

    distance = root_within(excess, jnp.full_like(variance, 1e-14), jnp.ones_like(variance))
    inner = weight_var * _pair_moments(activation, variance, distance).slope
    slope = jnp.where(chaotic, inner, jnp.where(steady, limit.chi_perp, 1.0))
    return jnp.where(chaotic, 1.0 - distance, 1.0), slope


def _pair_moments(activation: Activation, variance: jax.Array, distance: jax.Array) -> Moments:
    """The Moments of two pre-activations of that variance with the correlation 1 − `distance`."""
    det = variance * variance * distance * (2.0 - distance)
    pair = Pair(variance, variance, variance * (1.0 - distance), det, jnp.zeros_like(variance))
    return _TANH(pair) if activation is Activation.TANH else moments(activation, pair)
