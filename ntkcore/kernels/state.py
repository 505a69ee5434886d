"""The state of a pair of inputs between two layers, and the unit that its numbers are in where they are extreme."""

import math
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore.kernels.angles import root_scale
from ntkcore.kernels.pair import Moments, Pair

# Standard deviations beyond which numbers get a unit of their own, so that no product of variances, and no square of
# one in the derivative of a quotient, leaves the range of floats.
_SMALL, _LARGE = 1e-3, 1e3


class State(NamedTuple):
    """The values that one pair of inputs carries between layers: h, h′ of one neuron, and the NTK so far."""

    pair: Pair  # the covariance of h and h′
    spread: Any  # E[(h − h′)²] = q11 + q22 − 2 q12, without cancellation
    ntk: Any


class Scale(NamedTuple):
    """The unit that the numbers of a State are in, and how large the largest of them are."""

    unit: Any  # a power of two: 1 unless the numbers are extreme
    size: Any  # the largest standard deviation of h in that unit, roughly


def inputs(x1: jax.Array, x2: jax.Array) -> State:
    """The State of two inputs (d,): K = x·x′/d, and no NTK, since nothing is trained yet.

    det = (|x|²|x′|² − (x·x′)²)/d². The bracket, Gram's determinant, is |x|²|r|² with r the part of x′ − x that is
    orthogonal to x.
    """
    size = x1.size
    step = x2 - x1
    square = jnp.sum(x1 * x1)
    gram = jnp.zeros_like(square)
    if size > 1:  # one-dimensional inputs are parallel: exactly 0, which rounding would not give
        along = jnp.sum(x1 * step) / jnp.where(square > 0, square, 1.0)
        gram = square * jnp.sum((step - along * x1) ** 2)
    pair = Pair(
        q11=square / size,
        q22=jnp.sum(x2 * x2) / size,
        q12=jnp.sum(x1 * x2) / size,
        det=gram / size**2,
        gap=-jnp.sum(step * (x1 + x2)) / size,
    )
    return State(pair, jnp.sum(step * step) / size, jnp.zeros_like(square))


def scale_of(*inputs: jax.Array) -> Scale:
    """The Scale of inputs (…, d): their largest size, which is the largest standard deviation of h."""
    return _scale(jnp.stack([jnp.max(jnp.abs(x)) for x in inputs]).max(), 1.0)


def scale_of_size(size: float) -> Scale:
    """`scale_of` inputs whose largest size is the number `size`, without JAX."""
    if _SMALL < size < _LARGE or size == 0.0:
        return Scale(np.float64(1.0), np.float64(size))
    unit = 4.0 ** ((math.frexp(size)[1] - 1) // 2)
    return Scale(np.float64(unit), np.float64(size / unit))


def scale_after(size: jax.Array, scale: Scale) -> Scale:
    """The Scale of numbers whose largest standard deviation is `size`, in the unit of `scale`."""
    return _scale(size, scale.unit)


def _scale(size: Any, unit: Any) -> Scale:
    """The Scale of numbers of size `size` · `unit`: its unit is a power of two, and 1 unless they are extreme."""
    size = lax.stop_gradient(size * unit)
    ordinary = ((size > _SMALL) & (size < _LARGE)) | (size == 0.0)
    root, inverse = root_scale(jnp.where(ordinary, 1.0, size))
    unit, inverse = root * root, inverse * inverse
    return Scale(unit, size * inverse)


def size_of(pair: Pair | Moments) -> jax.Array:
    """The larger standard deviation of the two, to a factor of 2, without derivatives."""
    variance = lax.stop_gradient(jnp.maximum(pair.q11, pair.q22))
    return jnp.where(variance > 0, root_scale(variance)[0], 0.0)


def in_unit(state: State, ratio: Any) -> State:
    """The State of numbers `ratio` times as large as those of `state`."""
    pair = Pair(*(ratio * number * ratio for number in state.pair))._replace(
        det=ratio * ratio * state.pair.det * ratio * ratio
    )
    return State(pair, ratio * state.spread * ratio, ratio * state.ntk * ratio)
