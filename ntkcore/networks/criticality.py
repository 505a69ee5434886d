"""Order and chaos in deep networks: where repeated layers lead, and how many layers that takes."""

import math
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture, check_plain, check_spread
from ntkcore.checks import as_activation
from ntkcore.choices import Activation
from ntkcore.compiled import quick_jit
from ntkcore.kernels.activations import piecewise_linear
from ntkcore.networks.expectations import expectations
from ntkcore.networks.layer_map import VARIANCES, Limit, as_size, find_limit, limit_correlation, root_within
from ntkcore.precision import in_float64
from ntkcore.reals import is_traced

__all__ = ["CriticalPoint", "FixedPoint", "curve", "fixed_point", "half_stable_point", "is_boundary", "line"]

_GELU_VARIANCE = 0.5 * (3.0 + math.sqrt(17.0))


class CriticalPoint(NamedTuple):
    """A network whose layers neither draw nearly equal inputs together nor push them apart, and its variance K."""

    weight_std: jax.Array
    bias_std: jax.Array  # NaN if no bias has this variance on the line
    chi_parallel: jax.Array  # the factor by which a small change of K grows from layer to layer
    decay: jax.Array  # β: correlations approach 1 as 1 − c ≈ β/l with the layer l


class FixedPoint(NamedTuple):
    """The limits of repeated layers, and the slopes of both maps there: see `fixed_point`."""

    variance: jax.Array  # K*, 0 if it dies out, ∞ if it explodes
    correlation: jax.Array  # c*, of two inputs that are neither equal nor opposite
    chi_parallel: jax.Array  # dK′/dK at K*
    chi_perp: jax.Array  # dc′/dc at c = 1
    slope: jax.Array  # dc′/dc at c*
    variance_depth: jax.Array  # ξ_q = −1/ln χ∥, layers in which K − K* falls to 1/e
    correlation_depth: jax.Array  # ξ_c = −1/ln slope, layers in which c − c* falls to 1/e
    ntk: jax.Array  # limit of Θ(x, x): K*/(1 − χ⊥), ∞ where χ⊥ ≥ 1


@in_float64
def line(activation: Activation | str, bias_std: ArrayLike) -> jax.Array:
    r"""The weight_std at which a deep network of `activation` with this bias_std is critical: χ⊥ = w² E φ′² = 1.

    On one side, at smaller weights, the network is ordered: inputs become equal. On the other one it is chaotic: nearly
    equal inputs become different (Poole et al. 2016; Schoenholz et al. 2017). The line is `curve`, w and b by their
    variance K; K of a bias has no closed form. `bias_std` is a number or an array; the result has its shape.

    ``φ = α|z| + βz``, such as ReLU, has w = 1/√(α² + β²) at every bias: below it K has a limit, and beyond it K
    explodes. For GELU the curve is a boundary from `half_stable_point` on alone: see `is_boundary`. Without bias the
    smooth φ with φ(0) = 0 are critical at K = 0, ``w = 1/|φ′(0)|``.

    Works under jit, vmap and grad in bias_std. Raises ValueError for another activation and for bias_std < 0.

    >>> from ntkcore import criticality
    >>> print(round(float(criticality.line("tanh", 0.3)), 10))
    1.3955839752
    """
    return _line(as_activation(activation), jnp.asarray(_as_spreads(bias_std)))[0]


@in_float64
def is_boundary(activation: Activation | str, bias_std: ArrayLike) -> jax.Array:
    """Whether `line` separates order from chaos at this bias_std: K stays near its value on the line, χ∥ ≤ 1.

    False for GELU below bias_std 0.41584. There K leaves that value, and the K of the input decides whether it dies out
    or explodes. True for the other activations. Arguments and errors as for `line`.
    """
    return _is_boundary(as_activation(activation), jnp.asarray(_as_spreads(bias_std)))


@in_float64
def curve(activation: Activation | str, variance: ArrayLike) -> CriticalPoint:
    r"""The critical line by its variance K ≥ 0, a number or an array, in closed form:

    .. math:: w² = 1 / E φ′², \quad b² = K − w² E φ², \quad χ_∥ = w² E[φ′² + φφ″], \quad
              β = 2 E φ′² / (K E φ″²)

    over u ~ N(0, K). For sin w² = 1 + tanh K and b² = K − tanh K; for erf w² = (π/4) √(1 + 4K). β is ∞ for piecewise
    linear φ: without bias, ReLU has 1 − c ≈ 9π²/(2l²).

    Works under jit, vmap and grad. Raises ValueError for another activation and for a variance below 0.
    """
    return _curve(as_activation(activation), jnp.asarray(as_size("variance", variance)))


def half_stable_point() -> CriticalPoint:
    """The only network with GELU for which χ∥ = χ⊥ = 1: K = (3 + √17)/2 (Roberts, Yaida & Hanin 2022, §5.3.4).

    From larger K the variance falls to that K, and from smaller K it falls away from it.
    """
    return curve(Activation.GELU, _GELU_VARIANCE)


@in_float64
def fixed_point(arch: Architecture, *, size: ArrayLike = 1.0) -> FixedPoint:
    r"""The limits to which the layers of `arch`, repeated without end, lead from an input with ``|x|²/d`` = `size`.

    .. math:: K ← b² + w² E φ(u)², \qquad c ← \frac{b² + w² E φ(u) φ(v)}{K^*}, \qquad χ_∥ = w² E[φ′² + φφ″], \quad
              χ_⊥ = w² E φ′²

    with u, v ~ N(0, K) of correlation c. The first K is b² + w² `size`. c* is the stable fixed point: 1 in the ordered
    phase, χ⊥ ≤ 1, and below 1 in the chaotic one (Schoenholz et al. 2017, §3). The slopes there say how fast: −1/ln of
    them is a number of layers. Two inputs are told apart down to about layer 6 ξ_c.

    K that dies out is 0, and K that explodes ∞. There the slope of correlations is 1 and ξ_c = ∞: they change slower
    than any exponential, or not at all. For GELU with 2 < w² < 4 and a small bias `size` decides which of both happens.
    Fixed points nearer to each other than 16 % of K count as none. The number of hidden layers of `arch` is not used.

    Works under jit, vmap and grad in `size` and in the spreads of `arch`; ``jax.vmap`` over them makes a phase diagram.
    Raises ValueError if `arch` is no plain Architecture, and for a size below 0.

    >>> from ntkcore import Architecture, criticality
    >>> point = criticality.fixed_point(Architecture("erf", weight_std=2.0, bias_std=0.3))
    >>> print(round(float(point.variance), 10), round(float(point.correlation), 8))
    2.6310006542 0.1866019
    """
    check_plain(arch)
    return _fixed_point(arch, jnp.asarray(as_size("size", size)))


def _as_spreads(bias_std: ArrayLike) -> Any:
    """`bias_std` as float64 ≥ 0. Raises ValueError."""
    if np.ndim(bias_std) or is_traced(bias_std):  # pyright: ignore[reportArgumentType]
        return as_size("bias_std", bias_std)
    return check_spread("bias_std", bias_std)


@quick_jit("activation")
def _curve(activation: Activation, variance: jax.Array) -> CriticalPoint:
    points = jax.vmap(partial(_on_curve, activation))(jnp.ravel(variance))
    return CriticalPoint(*(jnp.reshape(field, variance.shape) for field in points))


@partial(jax.jit, static_argnums=0)
def _is_boundary(activation: Activation, bias_std: jax.Array) -> jax.Array:
    def stays(variance: jax.Array) -> jax.Array:
        e = expectations(activation, variance)
        # K = 0 is left in one direction alone, which the second derivative decides.
        return (e.square_change <= (1.0 + 1e-12) * e.slope) & ((variance > 0) | (e.square_bend <= 0))

    _, variance = _line(activation, bias_std)
    return jnp.reshape(jax.vmap(stays)(jnp.ravel(variance)), bias_std.shape)


def _on_curve(activation: Activation, variance: jax.Array) -> CriticalPoint:
    e = expectations(activation, variance)
    weight_var = 1.0 / e.slope
    bias_var = weight_var * e.excess
    bias = jnp.where(bias_var > 0, jnp.sqrt(jnp.where(bias_var > 0, bias_var, 1.0)), 0.0)
    bias = jnp.where(bias_var >= -1e-15 * variance, bias, jnp.nan)
    bend = variance * e.curvature
    decay = jnp.where(bend > 0, 2.0 * e.slope / jnp.where(bend > 0, bend, 1.0), jnp.inf)
    return CriticalPoint(jnp.sqrt(weight_var), bias, weight_var * e.square_change, decay)


@partial(jax.jit, static_argnums=0)
def _line(activation: Activation, bias_std: jax.Array) -> tuple[jax.Array, jax.Array]:
    """(w, K) on the critical line at each bias_std."""
    lines = piecewise_linear(activation)
    if lines is not None:
        return jnp.full_like(bias_std, 1.0 / math.hypot(*lines)), jnp.zeros_like(bias_std)

    def bias_var(variance: jax.Array) -> jax.Array:
        e = expectations(activation, variance)
        return e.excess / e.slope

    knots = jnp.asarray(VARIANCES)
    table = jax.vmap(bias_var)(knots)

    def solve(bias: jax.Array) -> tuple[jax.Array, jax.Array]:
        wanted = jnp.square(bias)
        starts = table[0] >= wanted  # K = 0, for φ(0) = 0 without bias

        def short(variance: jax.Array) -> jax.Array:
            return jnp.where(starts, 1.0 - variance, wanted - bias_var(variance))

        low = jnp.max(jnp.where(table[:-1] <= wanted, knots[:-1], 0.0))
        high = jnp.min(jnp.where(table[1:] > wanted, knots[1:], knots[-1]))
        variance = jnp.where(starts, 0.0, root_within(short, jnp.where(starts, 0.5, low), jnp.where(starts, 2.0, high)))
        return 1.0 / jnp.sqrt(expectations(activation, variance).slope), variance

    flat = jax.vmap(solve)(jnp.ravel(bias_std))
    return tuple(jnp.reshape(number, bias_std.shape) for number in flat)  # pyright: ignore[reportReturnType]


@quick_jit()
def _fixed_point(arch: Architecture, size: jax.Array) -> FixedPoint:
    activation = Activation(arch.activation)
    weight_var, bias_var = jnp.square(jnp.asarray(arch.weight_std)), jnp.square(jnp.asarray(arch.bias_std))
    limit: Limit = find_limit(activation, weight_var, bias_var, size)
    correlation, slope = limit_correlation(activation, weight_var, limit)
    ordered = jnp.isfinite(limit.variance) & (limit.chi_perp < 1.0)
    ntk = jnp.where(ordered, limit.variance / jnp.where(ordered, 1.0 - limit.chi_perp, 1.0), jnp.inf)
    depths = (_depth(limit.chi_parallel), _depth(slope))
    return FixedPoint(limit.variance, correlation, limit.chi_parallel, limit.chi_perp, slope, *depths, ntk)


def _depth(slope: jax.Array) -> jax.Array:
    """−1/ln of a slope in (0, 1); ∞ from 1 on, and 0 at 0."""
    inside = (slope > 0) & (slope < 1)
    depth = -1.0 / jnp.log(jnp.where(inside, slope, 0.5))
    return jnp.where(inside, depth, jnp.where(slope > 0, jnp.inf, 0.0))
