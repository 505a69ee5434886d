"""Pairs of images between whose positions floats lose digits: `precise` computes these again."""

import math
from functools import reduce
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore.kernels.kinked import ROUNDING, Block

Side = tuple[Block, Any, Any]  # a Block with the variances of h and of h′, in shapes that meet

# Below this angle, of variances that differ by their own size, rounding takes more than 1e-12 of it; of variances that
# agree to the second share it takes nothing.
_SMALL_ANGLE, _EQUAL_SIZES = 1e-4, 1e-12
_NEAR = 1e-6  # a share of numbers E(u − v)², below which a difference of them loses as much
_SHARE = 0.9  # of the positions of an image
_CONTRAST = 1e-3  # a ratio of standard deviations below which the cosine does


class Lossy(NamedTuple):
    """The pairs of images of which rounding has taken more than 1e-12: truth values (n1, n2), or False for no pair."""

    always: Any = False
    unless_equal: Any = False  # what holds only of images that are not equal
    angles: bool = False  # True when angles have been looked at: those of later layers are not much smaller

    def add(self, always: Any, unless_equal: Any = False) -> "Lossy":
        """With more pairs, from arrays for each position or pair of positions, in their first axes."""

        def anywhere(a: Any) -> Any:
            if a is False or a.ndim == 4:
                return a if a is False else jnp.any(a, (0, 1))
            # XLA takes less time for floats than for truth values where there are all pairs of positions.
            return jnp.max(jnp.where(a, 1.0, 0.0), tuple(range(a.ndim - 2))) > 0

        return self.either(Lossy(anywhere(always), anywhere(unless_equal)))

    def add_angles(self, *sides: Side) -> "Lossy":
        """With the pairs of images that have a hidden angle.

        Images of the same few grey values have many patches that are exactly parallel; 0 is right for their angles.
        So angles of which nothing is left count where nearly all positions have one: the images are then nearly
        parallel.
        """

        def noted() -> jax.Array:
            always = False
            for side in sides:
                level = _level(*side)
                level = jnp.max(level, (2, 3)) if level.ndim == 6 else level  # at each position of the first image
                present, gone = jnp.sum(level >= 0.0, (0, 1)), jnp.sum(level >= 1.0, (0, 1))
                nearly_parallel = gone >= jnp.maximum(_SHARE * present, 1.0)
                always |= jnp.any(level > 1.0, (0, 1)) | nearly_parallel
            return jnp.asarray(always)

        shape = jnp.broadcast_shapes(*(block.minus.shape[-2:] for block, _, _ in sides))
        small = reduce(jnp.logical_or, (_has_small_angle(*side) for side in sides))
        always = lax.cond(small, noted, lambda: jnp.zeros(shape, bool))  # the search is dear, and small angles are rare
        return self.either(Lossy(always))._replace(angles=True)

    def add_near(self, before: Any, after: Any, positions: tuple[int, ...]) -> "Lossy":
        """With the pairs of which means over windows are too near, from the Blocks before a difference and after it.

        The Blocks are those between both images, and inside of each; there are `positions` windows.
        """
        distinct = ~np.eye(math.prod(positions), dtype=bool).reshape(*positions, *positions, 1, 1)

        def near(b: Any, a: Any) -> jax.Array:
            less = _near(b.minus, a.minus, a.minus + a.plus)
            return less if b.plus is None else less | _near(b.plus, a.plus, a.minus + a.plus)

        cross, first, second = map(near, before, after)
        return self.add(distinct & first, cross).add(distinct & second)._replace(angles=False)

    def either(self, other: "Lossy") -> "Lossy":
        """The pairs that one of both has."""
        return Lossy(self.always | other.always, self.unless_equal | other.unless_equal, self.angles or other.angles)


def _level(block: Block, q11: Any, q22: Any) -> jax.Array:
    """The `hidden_angle` of each position or pair of positions."""
    minus, plus, _ = block.with_plus(q11, q22)
    return hidden_angle(minus * plus, q11 - q22, q11 * q22, minus + plus)


def _has_small_angle(block: Block, q11: Any, q22: Any) -> jax.Array:
    """True if a position or pair of positions may have a hidden angle: each that has one is noticed."""
    minus, plus, _ = block.with_plus(q11, q22)
    gap = q11 - q22
    less = jnp.where(q11 * q22 > 0, (1.0 + 8.0 * _SMALL_ANGLE**2) * (gap * gap) - minus * plus, 0.0)
    return jnp.any(jnp.max(less, tuple(range(less.ndim - 2))) > 0.0)


def hidden_angle(mixed: Any, gap: Any, product: Any, total: Any) -> jax.Array:
    """Grade what rounding of E(u − v)² leaves of the angle of u and v, nearly parallel and of different size.

    2: too few digits; 1: none at all, and it is taken to be 0; 0: enough; −1: there is none, since u or v is 0.
    `mixed` is E(u − v)² E(u + v)² = gap² + 4 det, `gap` the difference of the variances, `product` that of both, and
    `total` twice their sum.
    """
    square = gap * gap
    excess = mixed - square
    small = (excess < 4.0 * _SMALL_ANGLE**2 * square) & (square > _EQUAL_SIZES**2 * product)
    gone = excess <= 2.0 * ROUNDING * (mixed + jnp.abs(gap) * total)
    return jnp.where(product > 0, jnp.where(small, jnp.where(gone, 1.0, 2.0), 0.0), -1.0)


def contrast(product: jax.Array, total: jax.Array) -> jax.Array:
    """True where u and v differ so much in size that rounding of the larger one takes digits of their cosine.

    `product` is that of the variances, `total` their sum.
    """
    return (product < _CONTRAST**2 * total * total) & (product > 0)


def _near(before: jax.Array, after: jax.Array, total: jax.Array) -> jax.Array:
    """True where `after`, E(u − v)² of means, is so much smaller than the `before` from which it is a difference, that
    rounding takes 1e-12 of the angle; `total` is 2 E[u²] + 2 E[v²].
    """
    return (before > 0) & (after * total < _NEAR * before * before)
