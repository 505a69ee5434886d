"""The covariance of one pair of inputs before an activation, and its moments after it."""

from typing import Any, NamedTuple

import jax


class Pair(NamedTuple):
    """Covariance of the pre-activations (u, v) of one unit at two inputs.

    `det` and `gap` repeat what q11, q22 and q12 say, but are computed without cancellation: the angle
    between nearly equal inputs is √det / q12, and forming det by subtraction loses half of its digits.
    """

    q11: Any  # E[u²]
    q22: Any  # E[v²]
    q12: Any  # E[uv]
    det: Any  # q11 q22 − q12², ≥ 0
    gap: Any  # q11 − q22


class Moments(NamedTuple):
    """The moments of φ(u) and φ(v) that a layer needs, for (u, v) ~ N(0, Pair)."""

    q11: jax.Array  # E[φ(u)²]
    q22: jax.Array  # E[φ(v)²]
    q12: jax.Array  # E[φ(u)φ(v)]
    det: jax.Array  # q11 q22 − q12², ≥ 0
    gap: jax.Array  # q11 − q22
    spread: jax.Array  # E[(φ(u) − φ(v))²] = q11 + q22 − 2 q12, ≥ 0
    slope: jax.Array  # E[φ′(u)φ′(v)]
