"""What a pair of inputs carries from layer to layer, and the unit that its numbers are in where they are extreme."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

from ntkcore.kernels.angles import root_scale
from ntkcore.kernels.pair import Pair

# Standard deviations beyond which a State gets a unit of its own, so that no product of variances leaves the range of
# floats. Where they are below, an analytic φ that is 0 at 0 is a line in every digit.
_SMALL, _LARGE = 1e-30, 1e30


class State(NamedTuple):
    """The values that one pair of inputs carries between layers: h, h′ of one neuron, and the NTK so far."""

    pair: Pair  # the covariance of h and h′
    spread: Any  # E[(h − h′)²] = q11 + q22 − 2 q12, without cancellation
    ntk: Any


def inputs(x1: jax.Array, x2: jax.Array) -> State:
    """The State of two inputs (d,): K = x·x′/d, and no NTK, since nothing is trained yet.

    det = (|x|²|x′|² − (x·x′)²)/d². The bracket, Gram's determinant, is |x|²|r|² with r the part of x′ − x that is
    orthogonal to x.
    """
    size = x1.size
    step = x2 - x1
    square1, square2 = jnp.sum(x1 * x1), jnp.sum(x2 * x2)
    gram = jnp.zeros_like(square1)
    if size > 1:  # one-dimensional inputs are parallel: exactly 0, which rounding would not give
        base, square = jnp.where(square1 < square2, x2, x1), jnp.maximum(square1, square2)
        unit, inverse = root_scale(square)
        base, side = inverse * base, inverse * step
        square = jnp.sum(base * base)
        along = jnp.sum(base * side) / jnp.where(square > 0, square, 1.0)
        gram = unit * unit * (square * jnp.sum(jnp.square(side - along * base)) * unit * unit)
    pair = Pair(
        q11=square1 / size,
        q22=square2 / size,
        q12=jnp.sum(x1 * x2) / size,
        det=gram / size**2,
        gap=-jnp.sum(step * (x1 + x2)) / size,
    )
    return State(pair, jnp.sum(step * step) / size, jnp.zeros_like(square1))


def unit_for(size: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The unit for numbers of this size ≥ 0, a power of two, and its inverse: 1 unless they are extreme."""
    size = lax.stop_gradient(size)
    ordinary = ((size > _SMALL) & (size < _LARGE)) | (size == 0.0)
    root, inverse = root_scale(jnp.where(ordinary, 1.0, size))
    return root * root, inverse * inverse


def size_of(state: State) -> jax.Array:
    """The larger standard deviation of h and h′, to a factor of 2, without derivatives."""
    variance = lax.stop_gradient(jnp.maximum(state.pair.q11, state.pair.q22))
    return jnp.where(variance > 0, root_scale(variance)[0], 0.0)


def in_own_unit(state: State) -> tuple[State, jax.Array]:
    """The same State in the unit for its numbers, and that unit."""
    unit, inverse = unit_for(size_of(state))
    return in_ones(state, inverse), unit


def in_ones(state: State, unit: Any) -> State:
    """The State of numbers `unit` times as large as those of `state`."""
    pair = Pair(*(unit * number * unit for number in state.pair))._replace(
        det=unit * unit * state.pair.det * unit * unit
    )
    return State(pair, unit * state.spread * unit, unit * state.ntk * unit)
