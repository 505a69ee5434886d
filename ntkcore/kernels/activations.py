"""Each activation φ: its name, the function itself, and its Gaussian expectations E[φ(u)φ(v)] and E[φ′(u)φ′(v)].

A new activation is a member of `Activation` and a row of `_FORMULAS`, both in this file.
"""

import math
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import scipy.special

from ntkcore.kernels.angles import angle_minus_sine, double_arctan, flat_sqrt
from ntkcore.kernels.pair import Moments, Pair
from ntkcore.kernels.quadrature import expectations_of
from ntkcore.kernels.smooth import erf, gelu, sin
from ntkcore.kernels.state import Scale, size_of


class Activation(StrEnum):
    """The nonlinearity φ after each hidden layer.

    "leaky_relu" is max(z, 0.1 z); "gelu" is exactly z Φ(z), with Φ the distribution function of N(0, 1); "tanh" is
    integrated numerically; "sigmoid_like" is ½ + ½ erf(z/2.4020563531719796), which is close to the logistic function.
    The others are what their names say.
    """

    RELU = "relu"
    LEAKY_RELU = "leaky_relu"
    ABS = "abs"
    ERF = "erf"
    GELU = "gelu"
    SIN = "sin"
    IDENTITY = "identity"
    TANH = "tanh"
    SIGMOID_LIKE = "sigmoid_like"


# Units of pre-activations. Below the first, an analytic φ that is 0 at 0 is a line in every digit. Beyond the second,
# only the size of a φ that grows still changes. The third keeps the formulas of a bounded φ inside the range of floats.
_SMALL_UNIT, _LARGE_UNIT, _LARGEST_UNIT = 2.0**-90, 2.0**56, 2.0**120

SIGMOID_STEEPNESS = 1 / 2.4020563531719796  # ½ + ½ erf(a z) is then nearest to the logistic function on [−5, 5]


class _Formula(NamedTuple):
    """The formulas of φ: the function itself, for numpy's arrays and JAX's, and its expectations.

    `lines` are (α, β) of a φ(z) = α|z| + βz. An analytic φ that is 0 at 0 has a `slope` there; one that `grows` tends
    to a line on both sides, the others are bounded. Without lines and slope, φ is bounded and not 0 at 0.
    `closed_form` says that the expectations are cheap and common enough to be compiled together with those of all
    other closed forms; others are compiled for themselves, when they are used.
    """

    on_numpy: Callable[[Any], Any]
    on_jax: Callable[[Any], Any]
    expectations: Callable[[Pair], Moments]
    lines: tuple[float, float] | None = None
    slope: float | None = None
    grows: bool = False
    closed_form: bool = True

    def at_scale(self, pair: Pair, scale: Scale) -> tuple[Moments, Scale]:
        """The Moments of φ(u), φ(v), where `pair` and they are in the units of the Scale before and after.

        Far from 1 the unit says that u and v are so small that an analytic φ is a line in every digit, or so large
        that nothing changes but the size of a φ that grows.
        """
        unit, size = scale
        if self.lines is not None:
            return self.expectations(pair), Scale(unit, math.hypot(*self.lines) * size)
        if self.slope is None:
            expected = self.expectations(_times(pair, jnp.clip(unit, _SMALL_UNIT, _LARGEST_UNIT)))
            return expected, Scale(jnp.ones_like(unit), jnp.ones_like(size))
        within = jnp.clip(unit, _SMALL_UNIT, _LARGE_UNIT if self.grows else _LARGEST_UNIT)
        divisor = within if self.grows else jnp.minimum(within, 1.0)
        expected = _divided(self.expectations(_times(pair, within)), divisor)
        if self.grows:
            return expected, Scale(unit, jnp.where(unit < 1.0, self.slope, math.sqrt(0.5)) * size)
        largest = self.slope * size
        return expected, Scale(jnp.minimum(unit, 1.0), jnp.where(unit < 1.0, largest, jnp.minimum(largest * unit, 1.0)))


def moments_of_any(expectations: Callable[[Pair], Moments], pair: Pair, scale: Scale) -> tuple[Moments, Scale]:
    """`expectations` of any φ, in the unit 1, of u and v in the unit of `scale`."""
    expected = expectations(_times(pair, scale.unit))
    return expected, Scale(jnp.ones_like(scale.unit), size_of(expected))


def _times(pair: Pair, unit: Any) -> Pair:
    """The Pair of `unit` · (u, v)."""
    square = unit * unit
    q11, q22, q12, det, gap = (square * number for number in pair)
    return Pair(q11, q22, q12, square * det, gap)


def _divided(moments: Moments, unit: Any) -> Moments:
    """The Moments in multiples of the square of `unit`, a power of two; det of its fourth power."""
    inverse = 1.0 / (unit * unit)
    q11, q22, q12, det, gap, spread = (inverse * number for number in moments[:-1])
    return Moments(q11, q22, q12, inverse * det, gap, spread, moments.slope)


def _two_lines(even: float, odd: float) -> _Formula:
    """φ(z) = even·|z| + odd·z: all piecewise linear activations in one family."""

    def phi(z: Any) -> Any:
        return even * abs(z) + odd * z

    return _Formula(phi, phi, partial(_piecewise_linear, even, odd), (even, odd))


def piecewise_linear(activation: Activation) -> tuple[float, float] | None:
    """(α, β) if φ(z) = α|z| + βz, else None."""
    return _FORMULAS[activation].lines


def apply(activation: Activation, z: Any) -> Any:
    """φ(z), elementwise. GELU is the exact z·Φ(z); leaky ReLU has slope 0.1 for z < 0; "sigmoid_like" is
    ½ + ½ erf(z/2.4020563531719796).

    An array of numpy's is answered by numpy, in its own precision, without compiling anything.
    """
    formula = _FORMULAS[activation]
    return formula.on_numpy(z) if isinstance(z, np.ndarray) else formula.on_jax(z)


def _sigmoid_like(pair: Pair) -> Moments:
    """φ(z) = ½ + ½ erf(a z), by the expectations of erf: the determinant of ¼ (11ᵀ + K) is (det K + spread)/16."""
    q11, q22, q12, det, gap, spread, slope = erf(_times(pair, SIGMOID_STEEPNESS))
    return Moments(
        q11=0.25 + 0.25 * q11,
        q22=0.25 + 0.25 * q22,
        q12=0.25 + 0.25 * q12,
        det=0.0625 * (det + spread),
        gap=0.25 * gap,
        spread=0.25 * spread,
        slope=0.25 * SIGMOID_STEEPNESS**2 * slope,
    )


def moments(activation: Activation, pair: Pair) -> Moments:
    """The Gaussian expectations of `activation` for one pair of inputs."""
    return _FORMULAS[activation].expectations(pair)


def moments_at_scale(activation: Activation, pair: Pair, scale: Scale) -> tuple[Moments, Scale]:
    """The `moments` for pre-activations of any size: see `_Formula.at_scale`."""
    return _FORMULAS[activation].at_scale(pair, scale)


def traced_moments(index: jax.Array) -> tuple[jax.Array, list[Callable[[Pair, Scale], tuple[Moments, Scale]]]]:
    """The `moments_at_scale` of ``CLOSED_FORMS[index]`` for a traced index: the branch of ``lax.switch``, all branches.

    All piecewise linear φ share the first branch.
    """
    formulas = [_FORMULAS[name] for name in CLOSED_FORMS]
    others = [formula for formula in formulas if formula.lines is None]
    branch_of = [others.index(formula) + 1 if formula.lines is None else 0 for formula in formulas]
    even, odd = jnp.asarray([formula.lines or (0.0, 0.0) for formula in formulas])[index]

    def lines(pair: Pair, scale: Scale) -> tuple[Moments, Scale]:
        return _piecewise_linear(even, odd, pair), Scale(scale.unit, jnp.hypot(even, odd) * scale.size)

    branches = [lines, *(formula.at_scale for formula in others)]
    return jnp.asarray(branch_of)[index], branches


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
    sided = jnp.where(negative, -1.0, 1.0) * ((q11 > 0) & (q22 > 0))  # 0, the mean of both sides, where u or v is 0
    size = sided * q12
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
    return Moments(
        q11=total * q11,
        q22=total * q22,
        q12=even2 * size + odd2 * q12 + even2 * pr * lens,
        det=q11 * q22 * near * far,
        gap=total * gap,
        spread=total * radial + 2.0 * pr * near,
        slope=even2 * sided * (1.0 - (2 / math.pi) * t) + odd2,
    )


_FORMULAS: dict[Activation, _Formula] = {
    Activation.RELU: _two_lines(0.5, 0.5),
    Activation.LEAKY_RELU: _two_lines(0.45, 0.55),  # slope 0.1 for z < 0
    Activation.ABS: _two_lines(1.0, 0.0),
    Activation.ERF: _Formula(scipy.special.erf, jax.scipy.special.erf, erf, slope=2 / math.sqrt(math.pi)),
    Activation.GELU: _Formula(
        lambda z: z * scipy.special.ndtr(z),
        lambda z: z * jax.scipy.special.ndtr(z),
        gelu,
        slope=0.5,
        grows=True,
    ),
    Activation.SIN: _Formula(np.sin, jnp.sin, sin, slope=1.0),
    Activation.IDENTITY: _two_lines(0.0, 1.0),
    # tanh u − tanh v = tanh(u − v) (1 − tanh u tanh v)
    Activation.TANH: _Formula(
        np.tanh,
        jnp.tanh,
        expectations_of(jnp.tanh, odd_difference=lambda at_u, at_v, step: jnp.tanh(step) * (1.0 - at_u * at_v)),
        slope=1.0,
        closed_form=False,
    ),
    Activation.SIGMOID_LIKE: _Formula(
        lambda z: 0.5 + 0.5 * scipy.special.erf(SIGMOID_STEEPNESS * z),
        lambda z: 0.5 + 0.5 * jax.scipy.special.erf(SIGMOID_STEEPNESS * z),
        _sigmoid_like,
        closed_form=False,
    ),
}
# A traced activation is an index into this.
CLOSED_FORMS: tuple[Activation, ...] = tuple(name for name, formula in _FORMULAS.items() if formula.closed_form)
