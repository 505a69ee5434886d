"""Gaussian expectations of the smooth activations, erf, GELU and sin: every difference to the last digits."""

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

from ntkcore.kernels.angles import angle_minus_sine, double_arctan, flat_sqrt
from ntkcore.kernels.pair import Moments, Pair


def _nonzero(denominator: jax.Array) -> jax.Array:
    """`denominator` ≥ 0, or 1 where it is 0: what it divides is 0 there too."""
    return jnp.where(denominator > 0, denominator, 1.0)


class _Angles(NamedTuple):
    r"""The angles in the expectations of erf and GELU at |q12|, and their differences without cancellation.

    With p = q11 + q22, r_i² = 1 + 2 q_ii and δ² = 1 + p + det, so that P = (1 + q11)(1 + q22) = δ² + q12²:

    .. math:: α_i = \operatorname{atan2}(q_{ii}, r_i), \quad α = \operatorname{atan2}(|q_{12}|, δ), \\
              P \sin(α_1 − α_2) = q_{11} r_2 − q_{22} r_1
              = gap\, (p + 2 q_{11} q_{22}) / (q_{11} r_2 + q_{22} r_1), \\
              P \cos(α_1 − α_2) = r_1 r_2 + q_{11} q_{22}, \\
              \cos 2α − \cos(α_1 + α_2) = Z / P, \quad Z = 2 det + gap² / (1 + p + r_1 r_2).

    Hence with ρ = (r1 + r2)/2 and κ = √(q12² + Z/2), for which δ² + q12² = ρ² + κ², h = (α1 + α2)/2 − α has

    .. math:: \sin h = Z / (2 (δκ + ρ |q_{12}|)), \qquad \cos h = (δρ + κ |q_{12}|) / P.

    Of an angle a up to π/2, tan(a/2) = sin a / (1 + cos a) is at most 1.
    """

    first: jax.Array  # α1
    second: jax.Array  # α2
    both: jax.Array  # α, to rounding of α1 + α2
    difference: jax.Array  # α1 − α2
    cross: jax.Array  # q11 r2 − q22 r1
    half_excess: jax.Array  # h
    sine: jax.Array  # of h
    z: jax.Array
    r1: jax.Array
    r2: jax.Array
    rho: jax.Array
    delta: jax.Array
    kappa: jax.Array


def _angles(q11: jax.Array, q22: jax.Array, size: jax.Array, det: jax.Array, gap: jax.Array) -> _Angles:
    """`size` is |q12|."""
    total, product = q11 + q22, q11 * q22
    r1, r2, delta = jnp.sqrt(1.0 + 2.0 * q11), jnp.sqrt(1.0 + 2.0 * q22), jnp.sqrt(1.0 + total + det)
    mixed, rho, square = r1 * r2, 0.5 * (r1 + r2), 1.0 + total + product
    first, second = double_arctan(q11 / (1.0 + q11 + r1)), double_arctan(q22 / (1.0 + q22 + r2))
    divisor = square + mixed + product
    turned = gap * (total + 2.0 * product) / _nonzero((q11 * r2 + q22 * r1) * divisor)  # tan ½(α1 − α2)
    z = 2.0 * det + gap * gap / (1.0 + total + mixed)
    kappa = flat_sqrt(size * size + 0.5 * z)
    divisor_of_sine = square + delta * rho + kappa * size
    ratio = 0.5 * z / _nonzero((delta * kappa + rho * size) * divisor_of_sine)  # tan ½h is this times P
    half_excess = double_arctan(ratio * square)
    both = 0.5 * (first + second) - half_excess
    both = jnp.where(size > 0, both, both - lax.stop_gradient(both))  # 0, with its derivative
    difference, cross, sine = double_arctan(turned), turned * divisor, ratio * divisor_of_sine
    return _Angles(first, second, both, difference, cross, half_excess, sine, z, r1, r2, rho, delta, kappa)


def _smooth(
    first: jax.Array,
    second: jax.Array,
    both: jax.Array,
    gap: jax.Array,
    near: jax.Array,
    slope: jax.Array,
    sign: jax.Array | float = 1.0,
) -> Moments:
    """Moments of a smooth φ from its expectations E[φ(u)²], E[φ(v)²] and `both` = E[φ(u)φ(v)], where q12' is
    `sign` · both, with gap and `near` = E[φ(u)²] + E[φ(v)²] − 2 both to the last digits.

    Of inputs that φ keeps close, gap and near say what both and det are, by near · far = gap² + 4 det with
    far = near + 4 both; of others, both says it. Two independent values would drift apart from layer to layer.
    """
    total = first + second
    close = near < 0.25 * total
    both = jnp.where(close, 0.5 * (total - near), both)
    gap = jnp.where(close, gap, first - second)
    near, far = jnp.where(close, near, total - 2.0 * both), total + 2.0 * both
    det = jnp.where(close, 0.25 * (near * far - gap * gap), first * second - both * both)
    spread = jnp.where(sign < 0, far, near)
    return Moments(
        first, second, sign * both, jnp.where(det > 0, det, 0.0), gap, jnp.where(spread > 0, spread, 0.0), slope
    )


def erf(pair: Pair) -> Moments:
    r"""φ = erf (Williams 1997, eq. 11), with the `_Angles` of 2u and 2v, whose δ² = 1 + 2 q11 + 2 q22 + 4 det:

    .. math:: E[φφ] = \tfrac2π α, \quad E[φ′φ′] = \tfrac4π / δ, \quad
              gap' = \tfrac2π (α_1 − α_2), \quad spread' = \tfrac4π h.

    erf is odd: for q12 < 0, h of (u, −v) gives q11 + q22 + 2 q12.
    """
    q11, q22, q12, det, gap = pair
    sign = jnp.where(q12 < 0, -1.0, 1.0)
    size = sign * q12
    angles = _angles(2.0 * q11, 2.0 * q22, 2.0 * size, 4.0 * det, 2.0 * gap)
    first, second, both = ((2 / math.pi) * angle for angle in (angles.first, angles.second, angles.both))
    gap, near = (2 / math.pi) * angles.difference, (4 / math.pi) * angles.half_excess
    return _smooth(first, second, both, gap, near, (4 / math.pi) / angles.delta, sign)


def gelu(pair: Pair) -> Moments:
    r"""φ(z) = z Φ(z) (Tsuchida et al. 2021, §4), in `_Angles` and with c_i = 1/(1 + q_ii):

    .. math:: E[φφ] = \tfrac14 q_{12} + \tfrac1{2π} [q_{12} α + 1/δ + δ (1 − c_1 − c_2)], \\
              E[φ′φ′] = \tfrac14 + \tfrac1{2π} [α + q_{12} (1/δ² + c_1 + c_2) / δ].

    What follows α is written (q12² + q11 q22 δ²) c1 c2/δ for small q, 2 q_ii² c_i/r_i on the diagonal.
    """
    q11, q22, q12, det, gap = pair
    sign = jnp.where(q12 < 0, -1.0, 1.0)
    angles = _angles(q11, q22, sign * q12, det, gap)
    alpha = sign * angles.both
    c1, c2 = 1.0 / (1.0 + q11), 1.0 / (1.0 + q22)
    i1, i2, inverse = 1.0 / angles.r1, 1.0 / angles.r2, 1.0 / (angles.delta * angles.rho)
    over = inverse * angles.rho
    first = 0.25 * q11 + q11 * (angles.first + 2.0 * q11 * c1 * i1) / (2 * math.pi)
    second = 0.25 * q22 + q22 * (angles.second + 2.0 * q22 * c2 * i2) / (2 * math.pi)
    rest = (q12 * q12 * over + q11 * q22 * angles.delta) * c1 * c2
    both = 0.25 * q12 + (q12 * alpha + rest) / (2 * math.pi)
    bracket = alpha + q12 * (over * over + c1 + c2) * over

    # The gap: all terms have its sign. sin α_i = q_ii c_i, tan α_i = q_ii / r_i.
    change = 0.5 * gap * (angles.first + angles.second) + 0.5 * (q11 + q22) * angles.difference
    change += gap * c1 * c2 * (q11 * i1 + q22 * i2) + (q11 * c1 + q22 * c2) * angles.cross * i1 * i2
    near = jnp.where(q12 < 0, first + second - 2.0 * both, _gelu_spread(pair, angles, c1, c2, inverse))
    return _smooth(first, second, both, 0.25 * gap + change / (2 * math.pi), near, 0.25 + bracket / (2 * math.pi))


def _gelu_spread(pair: Pair, angles: _Angles, c1: jax.Array, c2: jax.Array, inverse: jax.Array) -> jax.Array:
    r"""E[(φ(u) − φ(v))²] for q12 ≥ 0: S = q11 + q22 − 2 q12, E = 2δ − r1 − r2 = Z/(δ + ρ) ≥ 0, `inverse` = 1/(δρ):

    .. math:: 2π\, spread' = \tfrac{π}{2} S + \tfrac12 S (α_1 + α_2) + \tfrac12 gap (α_1 − α_2)
              + 2 q_{12} (h − \sin h) − \frac{E δ \sin h}{κ + q_{12}} \\
              + E (c_1 + c_2 + ρ/(r_1 r_2 δ)) + gap² (1/(2ρ² r_1 r_2 δ) + c_1 c_2/ρ).

    The only negative term is 2 q12 sin h − E, of second order in Z. The sum ends in a division for the reason that
    `angles` gives.
    """
    q11, q22, q12, det, gap = pair
    size, mixed, rho, delta = jnp.where(q12 < 0, 0.0, q12), angles.r1 * angles.r2, angles.rho, angles.delta
    spread = (gap * gap + 4.0 * det) / _nonzero(q11 + q22 + 2.0 * size)
    bend = angles.kappa + size
    share = angles.z / _nonzero((delta + rho) * bend)
    bracket = 0.5 * spread * (math.pi + angles.first + angles.second) + 0.5 * gap * angles.difference
    bracket += 2.0 * size * angle_minus_sine(angles.half_excess) - share * delta * angles.sine
    bracket += share * bend * (c1 + c2) + gap * gap * inverse * delta * c1 * c2
    rest = share * bend * rho * rho * inverse + 0.5 * gap * gap * inverse * inverse * delta
    return (bracket * mixed + rest) / (2 * math.pi * mixed)


def sin(pair: Pair) -> Moments:
    r"""φ = sin, with E[(u ∓ v)²] = q11 + q22 ∓ 2 q12 = S, T and m = min(q11, q22):

    .. math:: E[φφ] = \tfrac12 (e^{−S/2} − e^{−T/2}), \qquad E[φ′φ′] = \tfrac12 (e^{−S/2} + e^{−T/2}), \\
              spread' = (1 − e^{−S/2})(1 + e^{−T/2}) − \tfrac12 e^{−2m} (1 − e^{−|gap|})²,

    from E[cos g] = e^{−E[g²]/2}; the last term is at most 0.6 of the one before. S T = gap² + 4 det gives the smaller
    of the two without cancellation, and |T − S| = 4|q12| the larger. sin is odd: for q12 < 0, S and T change places.
    """
    q11, q22, q12, det, gap = pair
    sign = jnp.where(q12 < 0, -1.0, 1.0)
    size = sign * q12
    larger = q11 + q22 + 2.0 * size
    smaller = (gap * gap + 4.0 * det) / _nonzero(larger)
    direction = jnp.where(gap < 0, -1.0, 1.0)
    faded, falls, lost = jnp.expm1(-2.0 * size), jnp.expm1(-0.5 * smaller), jnp.expm1(-direction * gap)
    first, second = -0.5 * jnp.expm1(-2.0 * q11), -0.5 * jnp.expm1(-2.0 * q22)
    wave, tail = 0.5 * (1.0 + falls), 0.5 - jnp.minimum(first, second)
    both = -wave * faded
    gap = -direction * tail * lost * (2.0 + lost)
    near = -falls * (1.0 + 2.0 * wave * (1.0 + faded)) - tail * lost * lost
    return _smooth(first, second, both, gap, near, wave * (2.0 + faded), sign)
