"""Roots and angles between inputs to the last digits, vectorised, and with derivatives where inputs coincide.

Both quotients below end in a division, which XLA never does twice for one value. A polynomial it would evaluate anew
for each array that needs it, four times in every hidden layer.
"""

import jax
import jax.numpy as jnp
from jax import lax

# arctan(√z)/√z on [0, 1] to 2e-17 and (√z − sin √z)/√z³ on [0, π²/4] to 1e-18: quotients of polynomials in z that equal
# the functions at 0 and at Chebyshev's places. Coefficients of z⁰, z¹, …; those of the first are all positive.
_ARCTAN_OVER = (
    (
        1.0,
        2.4934609623482165,
        2.2584218436424255,
        0.9043730580228224,
        0.1548737680591416,
        0.008998818527867177,
        7.645346334275568e-05,
    ),
    (
        1.0,
        2.8267942956815473,
        3.0006866088699056,
        1.4821002113570894,
        0.3414864956442393,
        0.03189795802206354,
        0.0007890174758921047,
    ),
)
_MINUS_SINE_OVER = (
    (1 / 6, -0.006174525217120194, 0.000102587820873447, -7.609081590827232e-07, 2.2512520699389284e-09),
    (1.0, 0.01295284869727884, 7.269316962834662e-05, 1.8354308874257776e-07),
)


def flat_sqrt(x: jax.Array) -> jax.Array:
    """√x whose derivative at 0 is 0, not ∞: what is under the root is 0 there for every parameter."""
    return jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0)


def root_scale(x: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The power of two s with s² ≤ x < 4s², a constant to derivatives, and 1/s; of x ≥ 0, the least normal one at 0.

    Numbers divided by s or s² keep every digit, and neither they nor the squares that derivatives of quotients have in
    their denominators can leave the range of floats.
    """
    wide = jnp.result_type(x) == jnp.float64
    integer, mantissa, bias = (jnp.int64, 52, 1023) if wide else (jnp.int32, 23, 127)
    bits = lax.bitcast_convert_type(lax.stop_gradient(x), integer)
    power = ((jnp.maximum(bits >> mantissa, 1) - 1) >> 1) - (bias >> 1)
    root, inverse = ((bias + signed) << mantissa for signed in (power, -power))
    return lax.bitcast_convert_type(root, x.dtype), lax.bitcast_convert_type(inverse, x.dtype)


def double_arctan(u: jax.Array) -> jax.Array:
    """2 arctan(u) for |u| ≤ 1, to a few units in the last place also relative to a small u.

    XLA's own arctan2 takes one element at a time on a CPU; this one is vectorised.
    """
    return _times_quotient(2.0 * u, _ARCTAN_OVER, u * u)


def angle_minus_sine(t: jax.Array) -> jax.Array:
    """t − sin t for |t| ≤ π/2 without cancellation."""
    return _times_quotient(t * t * t, _MINUS_SINE_OVER, t * t)


def _times_quotient(
    factor: jax.Array, quotient: tuple[tuple[float, ...], tuple[float, ...]], z: jax.Array
) -> jax.Array:
    """`factor` · P(z)/Q(z) with the coefficients of P and Q from z⁰ upwards."""
    above, below = quotient
    return factor * _polynomial(above, z) / _polynomial(below, z)


def _polynomial(coefficients: tuple[float, ...], z: jax.Array) -> jax.Array:
    value = jnp.full_like(z, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        value = coefficient + z * value
    return value
