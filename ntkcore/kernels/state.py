"""The state of a pair of inputs between two layers, and the unit that its numbers are in where they are extreme."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from ntkcore.kernels.angles import flat_sqrt, root_scale
from ntkcore.kernels.pair import Moments, Pair

# Standard deviations beyond which numbers get a unit of their own, so that no product of variances, and no square of
# one in the derivative of a quotient, leaves the range of floats.
_SMALL, _LARGE = 1e-3, 1e3


class Scale(NamedTuple):
    """The unit that the numbers of a State are in, and how large the largest of them are."""

    unit: Any  # a power of two: 1 unless the numbers are extreme
    size: Any  # the largest standard deviation of h in that unit, roughly


Expectations = Callable[[Pair, Scale], tuple[Moments, Scale]]  # such as `activations.moments_at_scale` of an activation


class State(NamedTuple):
    """The values that one pair of inputs carries between layers: h, h′ of one neuron, and the NTK so far."""

    pair: Pair  # the covariance of h and h′
    spread: Any  # E[(h − h′)²] = q11 + q22 − 2 q12, without cancellation
    ntk: Any

    def times(self, ratio: Any) -> "State":
        """The State of `ratio` · h."""
        pair = Pair(*(ratio * number * ratio for number in self.pair))._replace(
            det=ratio * ratio * self.pair.det * ratio * ratio
        )
        return State(pair, ratio * self.spread * ratio, ratio * self.ntk * ratio)

    def dense(self, weight_std: Any, bias_std: Any) -> "State":
        """The State after a dense layer: the determinant of b² 11ᵀ + w² K is w⁴ det K + b² w² spread."""
        weight_var, bias_var = jnp.square(weight_std), jnp.square(bias_std)
        q11, q22, q12, det, gap = self.pair
        q12 = bias_var + weight_var * q12
        pair = Pair(
            q11=bias_var + weight_var * q11,
            q22=bias_var + weight_var * q22,
            q12=q12,
            det=weight_var * (weight_var * det) + bias_var * (weight_var * self.spread),  # w⁴ alone may be too small
            gap=weight_var * gap,
        )
        return State(pair, weight_var * self.spread, q12 + weight_var * self.ntk)

    def elementwise(self, expectations: Expectations, scale: Scale) -> tuple["State", Scale]:
        """The State of φ(h), and its Scale, by the `expectations` of φ; `scale` is that of h."""
        (q11, q22, q12, det, gap, spread, slope), new = expectations(self.pair, scale)
        ratio = scale.unit / new.unit
        return State(Pair(q11, q22, q12, det, gap), spread, slope * (ratio * self.ntk * ratio)), new

    def plus(self, other: "State") -> "State":
        """The State of the sum of h and an h of `other` that is uncorrelated with it: covariances add."""
        a, b = self.pair, other.pair
        pair = Pair(*(jnp.add(*numbers) for numbers in zip(a, b, strict=True)))
        pair = pair._replace(det=a.det + b.det + _mixed_det(a, b))
        return State(pair, self.spread + other.spread, self.ntk + other.ntk)

    def normalised(self) -> "State":
        """The State of h/√q11 and h′/√q22, with 1 − |cos| = det/(pr (pr + |q12|)), pr = √(q11 q22).

        The derivative of the division by a layer's mean square is O(1/width), so that the NTK is divided only. An h
        without variance stays 0.
        """
        q11, q22, q12, det, _ = self.pair
        size = flat_sqrt(q11 * q22)
        safe = jnp.where(size > 0, size, 1.0)
        versine = det / (safe * (safe + jnp.abs(q12)))
        first, second = (jnp.where(q > 0, jnp.ones_like(q), 0.0) for q in (q11, q22))
        nearer = jnp.where(q12 < 0, 2.0 - versine, versine)
        spread = jnp.where(size > 0, 2.0 * nearer, first + second)
        pair = Pair(first, second, q12 / safe, versine * (2.0 - versine), first - second)
        return State(pair, spread, jnp.where(size > 0, self.ntk / safe, 0.0))

    def size(self) -> jax.Array:
        """The larger standard deviation of h and h′, to a factor of 2, without derivatives."""
        return size_of(self.pair)


def _mixed_det(a: Pair, b: Pair) -> jax.Array:
    r"""a11 b22 + a22 b11 − 2 a12 b12 = det(A + B) − det A − det B ≥ 0, without cancellation.

    .. math:: (\sqrt{a_{11} b_{22}} − \sqrt{a_{22} b_{11}})² + 2 (p_a p_b − a_{12} b_{12}), \quad p² = q_{11} q_{22}

    with a11 b22 − a22 b11 = b11 gap_a − a11 gap_b and p − |q12| = det/(p + |q12|).
    """
    pa, pb = flat_sqrt(a.q11 * a.q22), flat_sqrt(b.q11 * b.q22)
    size_a, size_b = jnp.abs(a.q12), jnp.abs(b.q12)
    aligned = (a.q12 < 0) == (b.q12 < 0)
    roots = flat_sqrt(a.q11 * b.q22) + flat_sqrt(a.q22 * b.q11)
    radial = (b.q11 * a.gap - a.q11 * b.gap) / jnp.where(roots > 0, roots, 1.0)
    sum_a, sum_b = pa + size_a, pb + size_b
    less_a = a.det / jnp.where(sum_a > 0, sum_a, 1.0)
    less_b = b.det / jnp.where(sum_b > 0, sum_b, 1.0)
    angular = jnp.where(aligned, less_a * pb + size_a * less_b, pa * pb + size_a * size_b)
    return radial * radial + 2.0 * angular


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
