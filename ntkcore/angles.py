"""Roots and angles between inputs to the last digits, vectorised, and with derivatives where inputs coincide."""

import jax
import jax.numpy as jnp


def flat_sqrt(x: jax.Array) -> jax.Array:
    """√x whose derivative at 0 is 0, not ∞: what is under the root is 0 there for every parameter."""
    return jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0)


def double_arctan(u: jax.Array) -> jax.Array:
    """2 arctan(u) for |u| ≤ 1, to a few units in the last place also relative to a small u.

    Two halvings, tan(α/2) = tan α / (1 + √(1 + tan²α)), bring the tangent below 0.2, where twelve terms of the
    Taylor series suffice. XLA's own arctan2 takes one element at a time on a CPU; this one is vectorised.
    """
    for _ in range(2):
        u = u / (1.0 + jnp.sqrt(1.0 + u * u))
    return 8.0 * u * _arctan_series(u * u)


def small_arctan(tangent: jax.Array, angle: jax.Array) -> jax.Array:
    """An angle in (−π, π) that is known both by its tangent and as a difference: by the first where it is small.

    Below 0.2 the twelve terms of the Taylor series give it to the last digits, which the difference has lost.
    """
    small = (tangent < 0.2) & (tangent > -0.2) & (angle < 1.0) & (angle > -1.0)
    u = jnp.where(small, tangent, 0.0)
    return jnp.where(small, u * _arctan_series(u * u), angle)


def _arctan_series(square: jax.Array) -> jax.Array:
    """arctan(u)/u for u² = `square` ≤ 0.04."""
    series = jnp.zeros_like(square)
    for k in reversed(range(12)):
        series = (-1.0) ** k / (2 * k + 1) + square * series
    return series


def angle_minus_sine(t: jax.Array, sine: jax.Array) -> jax.Array:
    """t − sin t for 0 ≤ t ≤ π/2 without cancellation: the Taylor series below t = 1."""
    square = jnp.where(t < 1.0, t * t, 0.0)
    series = jnp.ones_like(t)
    for k in reversed(range(2, 9)):
        series = 1.0 - square * series / (2 * k * (2 * k + 1))
    return jnp.where(t < 1.0, t * square * series / 6.0, t - sine)
