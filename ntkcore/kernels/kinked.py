"""Piecewise linear activations between positions of images, from squared sums and differences without a determinant."""

import math
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

from ntkcore.kernels.angles import double_arctan, flat_sqrt

ROUNDING = 2.0**-48  # the share of the numbers of a difference that rounding may leave of it


class Block(NamedTuple):
    """Covariances of h at pairs of positions, as numbers that are linear under averaging, the first two ≥ 0."""

    minus: Any  # E[(h − h′)²]
    plus: Any  # E[(h + h′)²]; None where no E[h h′] is negative, so that the variances give it without cancellation
    gap: Any = None  # E[(h − h′)(h + h′)], where smooth activations amplify what is lost of it; else None

    def with_plus(self, q11: Any, q22: Any) -> "Block":
        """The Block with `plus`, from the variances of h and h′ where it is None."""
        return self if self.plus is not None else self._replace(plus=2.0 * (q11 + q22) - self.minus)

    def covariance(self, q11: Any, q22: Any) -> Any:
        """E[h h′], given the variances of h and h′."""
        return 0.5 * (q11 + q22 - self.minus) if self.plus is None else 0.25 * (self.plus - self.minus)


def floored(value: jax.Array, rounding: jax.Array) -> jax.Array:
    """`value`, or 0 with the derivatives of `value`, where it is no more than `rounding`."""
    return jnp.where(value > rounding, value, value - lax.stop_gradient(value))


def kinked(lines: tuple[float, float], p: jax.Array, q: jax.Array, block: Block) -> tuple[Block, jax.Array]:
    r"""The Block of φ(z) = α|z| + βz with (α, β) = `lines`, and E[φ′(u)φ′(v)]; p and q are the standard deviations.

    With a, b = (E(u ∓ v)² − (p − q)²)/2 = pq ∓ E[uv], s the smaller and l the larger of the two, the angle is
    t = 2 arctan √(s/l), pq sin t = √(sl) = S, and (`activations._piecewise_linear`)

    .. math:: E(φ(u) ∓ φ(v))² = (α² + β²)(p − q)² + 2 (α² m_∓ + β² (a | b)), \\
              m_- = s (1 − \tfrac2π t) + \tfrac2π (pq\, t − S), \quad m_+ = l + \tfrac2π (S − t |E[uv]|).

    E[φ(u)φ(v)] ≥ 0 where α² ≥ β² or E[uv] ≥ 0: then `plus` is left out.
    """
    even, odd = lines[0] ** 2, lines[1] ** 2
    step = p - q if block.gap is None else block.gap / jnp.where(p + q > 0, p + q, 1.0)
    radial = step * step
    lost = jnp.abs(step) * (p + q)

    def beyond_radial(h: jax.Array) -> jax.Array:
        return 0.5 * floored(h - radial, ROUNDING * (h + lost))

    near = beyond_radial(block.minus)
    if block.plus is None:
        near = near - lax.stop_gradient(jnp.maximum(near - p * q, 0.0))
        far = 2.0 * (p * q) - near
        smaller, larger, side = near, far, 1.0
    else:
        far = beyond_radial(block.plus)
        negative = far < near
        smaller, larger = jnp.where(negative, far, near), jnp.where(negative, near, far)
        side = jnp.where(negative, -1.0, 1.0)
    root = flat_sqrt(smaller / jnp.where(larger > 0, larger, 1.0))
    share, sine = (2 / math.pi) * double_arctan(root), (2 / math.pi) * (root * larger)
    bent_near = smaller * (1.0 - share) + jnp.maximum(0.5 * share * (smaller + larger) - sine, 0.0)
    bent_far = larger + sine - 0.5 * share * (larger - smaller)
    sided = side * ((p > 0) & (q > 0))  # 0, the mean of both sides, where u or v is 0
    radial = (even + odd) * radial
    after = Block(
        radial + 2.0 * (even * bent_near + odd * near),
        None if block.plus is None or even >= odd else radial + 2.0 * (even * bent_far + odd * far),
        None if block.gap is None else (even + odd) * block.gap,
    )
    return after, even * sided * (1.0 - share) + odd
