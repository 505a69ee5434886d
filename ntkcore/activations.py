"""Each activation φ beside its two Gaussian expectations, E[φ(u)φ(v)] and E[φ′(u)φ′(v)]."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import scipy.special

from ntkcore.angles import angle_minus_sine, double_arctan, flat_sqrt
from ntkcore.architecture import Activation


class Pair(NamedTuple):
    """Covariance of the pre-activations (u, v) of one unit at two inputs.

    `det` and `gap` repeat what q11, q22 and q12 say, but are computed without cancellation: the angle
    between nearly equal inputs is √det / q12, and forming det by subtraction loses half of its digits.
    """

    q11: jax.Array  # E[u²]
    q22: jax.Array  # E[v²]
    q12: jax.Array  # E[uv]
    det: jax.Array  # q11 q22 − q12², ≥ 0
    gap: jax.Array  # q11 − q22


class Moments(NamedTuple):
    """What a layer needs to know of φ(u) and φ(v), (u, v) ~ N(0, Pair)."""

    q11: jax.Array  # E[φ(u)²]
    q22: jax.Array  # E[φ(v)²]
    q12: jax.Array  # E[φ(u)φ(v)]
    det: jax.Array  # q11 q22 − q12², ≥ 0
    gap: jax.Array  # q11 − q22
    spread: jax.Array  # E[(φ(u) − φ(v))²] = q11 + q22 − 2 q12, ≥ 0
    slope: jax.Array  # E[φ′(u)φ′(v)]


# φ(z) = even·|z| + odd·z: all piecewise linear activations in one family.
_PIECEWISE_LINEAR: dict[Activation, tuple[float, float]] = {
    Activation.RELU: (0.5, 0.5),
    Activation.LEAKY_RELU: (0.45, 0.55),  # slope 0.1 for z < 0
    Activation.ABS: (1.0, 0.0),
    Activation.IDENTITY: (0.0, 1.0),
}

ACTIVATIONS: tuple[Activation, ...] = tuple(Activation)  # a traced activation is an index into this
_OWN_BRANCH = [Activation.ERF, Activation.GELU, Activation.SIN]  # branches 1, 2, 3; piecewise linear φ share branch 0
_BRANCH = [_OWN_BRANCH.index(name) + 1 if name in _OWN_BRANCH else 0 for name in ACTIVATIONS]
_PARTS = [_PIECEWISE_LINEAR.get(name, (0.0, 0.0)) for name in ACTIVATIONS]

_ROUNDING = 2.0**-48  # 16 units in the last place: what forming a difference of products can leave of 0


def piecewise_linear(activation: Activation) -> tuple[float, float] | None:
    """(α, β) if φ(z) = α|z| + βz, else None."""
    return _PIECEWISE_LINEAR.get(activation)


def apply(activation: Activation, z: Any) -> Any:
    """φ(z), elementwise. GELU is the exact z·Φ(z); leaky ReLU has slope 0.1 for z < 0.

    An array of numpy's is answered by numpy, in its own precision, without compiling anything.
    """
    own = isinstance(z, np.ndarray)
    match activation:
        case Activation.ERF:
            return scipy.special.erf(z) if own else jax.scipy.special.erf(z)
        case Activation.GELU:
            return z * (scipy.special.ndtr(z) if own else jax.scipy.special.ndtr(z))
        case Activation.SIN:
            return np.sin(z) if own else jnp.sin(z)
    even, odd = _PIECEWISE_LINEAR[activation]
    return even * abs(z) + odd * z


def moments(activation: Activation, pair: Pair) -> Moments:
    """The Gaussian expectations of `activation` for one pair of inputs."""
    match activation:
        case Activation.ERF:
            return _erf(pair)
        case Activation.GELU:
            return _gelu(pair)
        case Activation.SIN:
            return _sin(pair)
    return _piecewise_linear(*_PIECEWISE_LINEAR[activation], pair)


def traced_moments(index: jax.Array) -> tuple[jax.Array, list[Callable[[Pair], Moments]]]:
    """The `moments` of ``ACTIVATIONS[index]`` for a traced index: which branch of ``lax.switch``, and the branches."""
    even, odd = jnp.asarray(_PARTS)[index]
    branches = [partial(_piecewise_linear, even, odd), *(partial(moments, name) for name in _OWN_BRANCH)]
    return jnp.asarray(_BRANCH)[index], branches


def _piecewise_linear(even: float | jax.Array, odd: float | jax.Array, pair: Pair) -> Moments:
    r"""φ(z) = α|z| + βz with α = `even`, β = `odd`.

    The cross terms vanish by symmetry, so with pr = √(q11 q22) and the folded angle
    t = atan2(√det, |q12|) ∈ [0, π/2]

    .. math:: E[φ(u)φ(v)] = α² pr A(t) + β² q_{12}, \quad A(t) = \cos t + \tfrac2π (\sin t − t \cos t), \\
              E[φ′(u)φ′(v)] = α² \operatorname{sgn}(q_{12}) (1 − \tfrac2π t) + β²,

    the arc-cosine kernels of Cho & Saul (2009, eqs. 3–6) for α = β = ½. Every difference is written as a sum of
    non-negative terms, with ∓ the sign of q12 and s = α² + β²:

    .. math:: m_∓ = s ∓ E[φφ]/pr = α²(1 ∓ A) + β²(1 ∓ \cos), \quad 1 − \cos t = det / (pr (pr + |q_{12}|)), \\
              1 − A = (1 − \cos t)(1 − \tfrac2π t) + \tfrac2π (t − \sin t), \\
              det' = pr² m_- m_+, \qquad spread' = s (gap / (p + r))² + 2 pr m_-.
    """
    q11, q22, q12, det, gap = pair
    even2, odd2 = even**2, odd**2
    total = even2 + odd2
    negative = q12 < 0
    size = jnp.where(negative, -q12, q12)
    pr = flat_sqrt(q11 * q22)
    safe = jnp.where(pr > 0, pr, 1.0)
    root = flat_sqrt(det)
    t = double_arctan(root / (safe + size))
    cosine = size / safe
    versine = det / (safe * (safe + size))
    excess = angle_minus_sine(t, root / safe)
    lens = (2 / math.pi) * (t * versine - excess)  # (2/π)(sin t − t cos t)
    one_minus_a = versine * (1.0 - (2 / math.pi) * t) + (2 / math.pi) * excess
    near = even2 * one_minus_a + odd2 * jnp.where(negative, 1.0 + cosine, versine)
    far = even2 * (1.0 + cosine + lens) + odd2 * jnp.where(negative, versine, 1.0 + cosine)
    square_sum = q11 + q22 + 2.0 * pr  # (p + r)²
    radial = gap * gap / jnp.where(square_sum > 0, square_sum, 1.0)
    sign = jnp.where(negative, -1.0, 1.0)
    return Moments(
        q11=total * q11,
        q22=total * q22,
        q12=even2 * size + odd2 * q12 + even2 * pr * lens,
        det=q11 * q22 * near * far,
        gap=total * gap,
        spread=total * radial + 2.0 * pr * near,
        slope=even2 * sign * (1.0 - (2 / math.pi) * t) + odd2,
    )


def _smooth(q11: jax.Array, q22: jax.Array, q12: jax.Array, slope: jax.Array) -> Moments:
    """Moments of a smooth φ: its expectations depend smoothly on det, so plain differences do, kept ≥ 0.

    A det that may be all rounding counts as 0, which it is for equal inputs: deep networks with large weights
    would amplify it.
    """
    product = q11 * q22
    det, spread = product - q12 * q12, q11 + q22 - 2.0 * q12
    det = jnp.where(det > _ROUNDING * product, det, 0.0)
    return Moments(q11, q22, q12, det, q11 - q22, jnp.where(spread > 0, spread, 0.0), slope)


def _erf(pair: Pair) -> Moments:
    r"""φ = erf (Williams 1997, eq. 11), with s² = (1 + 2 q11)(1 + 2 q22) − 4 q12² = 1 + 2 q11 + 2 q22 + 4 det:

    .. math:: E[φφ] = \tfrac2π \operatorname{atan2}(2 q_{12}, s), \qquad E[φ′φ′] = \tfrac4π / s.
    """

    def expectation(q11: jax.Array, q22: jax.Array, q12: jax.Array, s: jax.Array) -> jax.Array:
        radius = jnp.sqrt((1.0 + 2.0 * q11) * (1.0 + 2.0 * q22))
        return (2 / math.pi) * double_arctan(2.0 * q12 / (radius + s))

    q11, q22, q12, det, _ = pair
    s = jnp.sqrt(1.0 + 2.0 * (q11 + q22) + 4.0 * det)
    return _smooth(
        expectation(q11, q11, q11, jnp.sqrt(1.0 + 4.0 * q11)),
        expectation(q22, q22, q22, jnp.sqrt(1.0 + 4.0 * q22)),
        expectation(q11, q22, q12, s),
        (4 / math.pi) / s,
    )


def _gelu(pair: Pair) -> Moments:
    r"""φ(z) = z Φ(z) (Tsuchida et al. 2021, §4), with P = (1 + q11)(1 + q22), δ² = P − q12², α = atan2(q12, δ):

    .. math:: E[φφ] = \tfrac14 q_{12} + \tfrac1{2π} [q_{12} α + (q_{12}² + q_{11} q_{22} δ²) / (P δ)], \\
              E[φ′φ′] = \tfrac14 + \tfrac1{2π} [α + q_{12} (1/δ² + 1/(1 + q_{11}) + 1/(1 + q_{22})) / δ],

    and δ² = 1 + q11 + q22 + det, a sum of non-negative terms.
    """

    def angle(product: jax.Array, q12: jax.Array, delta: jax.Array) -> jax.Array:
        return double_arctan(q12 / (jnp.sqrt(product) + delta))

    def expectation(q11: jax.Array, q22: jax.Array, q12: jax.Array, delta2: jax.Array) -> jax.Array:
        product, delta = (1.0 + q11) * (1.0 + q22), jnp.sqrt(delta2)
        bracket = q12 * angle(product, q12, delta) + (q12 * q12 + q11 * q22 * delta2) / (product * delta)
        return q12 / 4.0 + bracket / (2 * math.pi)

    q11, q22, q12, det, _ = pair
    product, delta2 = (1.0 + q11) * (1.0 + q22), 1.0 + (q11 + q22) + det
    delta = jnp.sqrt(delta2)
    bracket = angle(product, q12, delta) + q12 * (1.0 / delta2 + 1.0 / (1.0 + q11) + 1.0 / (1.0 + q22)) / delta
    return _smooth(
        expectation(q11, q11, q11, 1.0 + 2.0 * q11),
        expectation(q22, q22, q22, 1.0 + 2.0 * q22),
        expectation(q11, q22, q12, delta2),
        0.25 + bracket / (2 * math.pi),
    )


def _sin(pair: Pair) -> Moments:
    r"""φ = sin, with E[(u ∓ v)²] = q11 + q22 ∓ 2 q12 = S, T:

    .. math:: E[φφ] = \tfrac12 (e^{−S/2} − e^{−T/2}), \qquad E[φ′φ′] = \tfrac12 (e^{−S/2} + e^{−T/2}),

    from E[cos g] = e^{−E[g²]/2}. S T = gap² + 4 det gives the smaller of the two without cancellation, and
    |T − S| = 4|q12| the larger.
    """
    q11, q22, q12, det, gap = pair
    sign = jnp.where(q12 < 0, -1.0, 1.0)
    size = sign * q12
    larger = q11 + q22 + 2.0 * size
    smaller = (gap * gap + 4.0 * det) / jnp.where(larger > 0, larger, 1.0)
    wave = 0.5 * jnp.exp(-0.5 * smaller)
    return _smooth(
        -0.5 * jnp.expm1(-2.0 * q11),
        -0.5 * jnp.expm1(-2.0 * q22),
        -sign * wave * jnp.expm1(-2.0 * size),
        wave * (1.0 + jnp.exp(-2.0 * size)),
    )
