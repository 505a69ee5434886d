"""Each activation φ beside its two Gaussian expectations, E[φ(u)φ(v)] and E[φ′(u)φ′(v)]."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import scipy.special

from ntkcore.choices import Activation
from ntkcore.kernels.angles import angle_minus_sine, double_arctan, flat_sqrt
from ntkcore.kernels.pair import Moments, Pair
from ntkcore.kernels.smooth import erf, gelu, sin

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
            return erf(pair)
        case Activation.GELU:
            return gelu(pair)
        case Activation.SIN:
            return sin(pair)
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
    excess = angle_minus_sine(t)
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
