"""Gaussian expectations of the smooth activations, erf, GELU and sin: every difference to the last digits."""

import math
from typing import NamedTuple

import jax
import jax.numpy as jnp

from ntkcore.angles import angle_minus_sine, double_arctan, flat_sqrt, small_arctan
from ntkcore.pair import Moments, Pair


def _nonzero(denominator: jax.Array) -> jax.Array:
    """`denominator` ≥ 0, or 1 where it is 0: what it divides is 0 there too."""
    return jnp.where(denominator > 0, denominator, 1.0)


class _Angles(NamedTuple):
    r"""The angles in the expectations of erf and GELU, and their differences without cancellation.

    With p = q11 + q22, r_i² = 1 + 2 q_ii and δ² = 1 + p + det, so that (1 + q11)(1 + q22) = P = δ² + q12²:

    .. math:: α_i = \operatorname{atan2}(q_{ii}, r_i), \quad α = \operatorname{atan2}(q_{12}, δ), \\
              \tan(α_1 − α_2) = gap\, (p + 2 q_{11} q_{22}) / ((q_{11} r_2 + q_{22} r_1)(r_1 r_2 + q_{11} q_{22})), \\
              \cos 2α − \cos(α_1 + α_2) = Z / P, \quad Z = 2 det + gap² / (1 + p + r_1 r_2).

    Hence with ρ = (r1 + r2)/2 and κ = √(q12² + Z/2), for which δ² + q12² = ρ² + κ², the half excess
    h = (α1 + α2)/2 − α has, where q12 ≥ 0,

    .. math:: \sin h = Z / (2 (δκ + ρ q_{12})), \qquad \cos h = (δρ + κ q_{12}) / P.
    """

    first: jax.Array  # α1
    second: jax.Array  # α2
    both: jax.Array  # α
    difference: jax.Array  # α1 − α2
    half_excess: jax.Array  # h, to the last digits where q12 ≥ 0
    sine: jax.Array  # of h where q12 ≥ 0
    z: jax.Array
    r1: jax.Array
    r2: jax.Array
    delta: jax.Array
    kappa: jax.Array


def _angles(pair: Pair) -> _Angles:
    q11, q22, q12, det, gap = pair
    sum_, product = q11 + q22, q11 * q22
    r1, r2, delta = jnp.sqrt(1.0 + 2.0 * q11), jnp.sqrt(1.0 + 2.0 * q22), jnp.sqrt(1.0 + sum_ + det)
    mixed = r1 * r2
    square = (1.0 + q11) * (1.0 + q22)
    first, second = double_arctan(q11 / (1.0 + q11 + r1)), double_arctan(q22 / (1.0 + q22 + r2))
    both = double_arctan(q12 / (jnp.sqrt(square) + delta))
    tangent = gap * (sum_ + 2.0 * product) / _nonzero((q11 * r2 + q22 * r1) * (mixed + product))
    z = 2.0 * det + gap * gap / (1.0 + sum_ + mixed)
    kappa, rho = flat_sqrt(q12 * q12 + 0.5 * z), 0.5 * (r1 + r2)
    size = jnp.where(q12 < 0, 0.0, q12)
    sine = 0.5 * z / _nonzero(delta * kappa + rho * size)
    cosine = (delta * rho + kappa * size) / square
    half_excess = small_arctan(sine / cosine, 0.5 * (first + second) - both)
    half_excess = jnp.where(q12 < 0, 0.5 * (first + second) - both, half_excess)
    difference = small_arctan(tangent, first - second)
    return _Angles(first, second, both, difference, half_excess, sine, z, r1, r2, delta, kappa)


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
    angles = _angles(Pair(2.0 * q11, 2.0 * q22, 2.0 * size, 4.0 * det, 2.0 * gap))
    first, second, both = ((2 / math.pi) * angle for angle in (angles.first, angles.second, angles.both))
    gap, near = (2 / math.pi) * angles.difference, (4 / math.pi) * angles.half_excess
    return _smooth(first, second, both, gap, near, (4 / math.pi) / angles.delta, sign)


def gelu(pair: Pair) -> Moments:
    r"""φ(z) = z Φ(z) (Tsuchida et al. 2021, §4), in `_Angles` and with c_i = 1/(1 + q_ii):

    .. math:: E[φφ] = \tfrac14 q_{12} + \tfrac1{2π} [q_{12} α + 1/δ + δ (1 − c_1 − c_2)], \\
              E[φ′φ′] = \tfrac14 + \tfrac1{2π} [α + q_{12} (1/δ² + c_1 + c_2) / δ].

    The bracket is written (q12² + q11 q22 δ²)/(P δ) for small q. `_gelu_gap` and `_gelu_spread` give the differences.
    """
    q11, q22, q12 = pair[:3]
    angles = _angles(pair)
    r1, r2, delta = angles.r1, angles.r2, angles.delta

    def expectation(q11, q22, q12, angle, delta) -> jax.Array:
        rest = (q12 * q12 + q11 * q22 * delta * delta) / ((1.0 + q11) * (1.0 + q22) * delta)
        return 0.25 * q12 + (q12 * angle + rest) / (2 * math.pi)

    first = expectation(q11, q11, q11, angles.first, r1)
    second = expectation(q22, q22, q22, angles.second, r2)
    both = expectation(q11, q22, q12, angles.both, delta)
    bracket = angles.both + q12 * (1.0 / (delta * delta) + 1.0 / (1.0 + q11) + 1.0 / (1.0 + q22)) / delta
    near = jnp.where(q12 < 0, first + second - 2.0 * both, _gelu_spread(pair, angles))
    return _smooth(first, second, both, _gelu_gap(pair, angles), near, 0.25 + bracket / (2 * math.pi))


def _gelu_gap(pair: Pair, angles: _Angles) -> jax.Array:
    r"""F(q11) − F(q22), F(q) = q/4 + (q α + 2 sin α tan α)/2π: terms of the sign of gap only."""
    q11, q22, _, _, gap = pair
    first, second, _, difference, _, _, _, r1, r2, _, _ = angles
    c1, c2, product = 1.0 / (1.0 + q11), 1.0 / (1.0 + q22), q11 * q22
    tangents = gap * (q11 + q22 + 2.0 * product) / (_nonzero(q11 * r2 + q22 * r1) * r1 * r2)
    sines = gap * c1 * c2
    bracket = 0.5 * gap * (first + second) + 0.5 * (q11 + q22) * difference
    bracket += sines * (q11 / r1 + q22 / r2) + (q11 * c1 + q22 * c2) * tangents
    return 0.25 * gap + bracket / (2 * math.pi)


def _gelu_spread(pair: Pair, angles: _Angles) -> jax.Array:
    r"""E[(φ(u) − φ(v))²] for q12 ≥ 0, with S = q11 + q22 − 2 q12 and E = 2δ − r1 − r2 = Z/(δ + ρ) ≥ 0:

    .. math:: 2π\, spread' = \tfrac{π}{2} S + \tfrac12 S (α_1 + α_2) + \tfrac12 gap (α_1 − α_2)
              + 2 q_{12} (h − \sin h) − \frac{Z² δ}{2 (κ + q_{12})(δκ + ρ q_{12})(δ + ρ)} \\
              + E (c_1 + c_2 + ρ/(r_1 r_2 δ)) + 2 gap² (1/(4ρ² r_1 r_2 δ) + c_1 c_2/(2ρ)).

    The only negative term is 2 q12 sin h − E, of second order in Z.
    """
    q11, q22, q12, det, gap = pair
    first, second, _, difference, half, sine, z, r1, r2, delta, kappa = angles
    size = jnp.where(q12 < 0, 0.0, q12)
    spread = (gap * gap + 4.0 * det) / _nonzero(q11 + q22 + 2.0 * size)
    rho, c1, c2, mixed = 0.5 * (r1 + r2), 1.0 / (1.0 + q11), 1.0 / (1.0 + q22), r1 * r2 * delta
    bracket = 0.5 * spread * (math.pi + first + second) + 0.5 * gap * difference
    bracket += 2.0 * size * angle_minus_sine(half, sine)
    bracket -= 0.5 * z * z * delta / (_nonzero((kappa + size) * (delta * kappa + rho * size)) * (delta + rho))
    bracket += z / (delta + rho) * (c1 + c2 + rho / mixed)
    bracket += gap * gap * (0.5 / (rho * rho * mixed) + c1 * c2 / rho)
    return bracket / (2 * math.pi)


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
    wave, fade = 0.5 * jnp.exp(-0.5 * smaller), jnp.exp(-2.0 * size)
    direction = jnp.where(gap < 0, -1.0, 1.0)
    tail = 0.5 * jnp.exp(-2.0 * jnp.minimum(q11, q22))
    lost = jnp.expm1(-direction * gap)
    first, second, both = -0.5 * jnp.expm1(-2.0 * q11), -0.5 * jnp.expm1(-2.0 * q22), -wave * jnp.expm1(-2.0 * size)
    gap = -direction * tail * lost * (2.0 + lost)
    near = -jnp.expm1(-0.5 * smaller) * (1.0 + 2.0 * wave * fade) - tail * lost * lost
    return _smooth(first, second, both, gap, near, wave * (1.0 + fade), sign)
