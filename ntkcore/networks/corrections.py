"""A random network of finite width at one input, to first order in 1/width: its outputs and its tangent kernel."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture, check_plain
from ntkcore.checks import Array, as_finite, check_integer
from ntkcore.choices import Activation
from ntkcore.compiled import quick_jit
from ntkcore.kernels.angles import flat_sqrt
from ntkcore.networks.expectations import expectations
from ntkcore.precision import in_float64

_MOST_UNITS = 2**53


class AtWidth(NamedTuple):
    """Statistics of networks of one width at one input, to first order in 1/width."""

    output_variance: jax.Array  # E f²
    excess_kurtosis: jax.Array  # E f⁴ / (E f²)² − 3
    ntk_mean: jax.Array  # E Θ̂
    ntk_std: jax.Array  # √Var Θ̂


class OneInput(NamedTuple):
    """Statistics of f(x) and Θ̂(x, x) over random networks of width n: two limits, and coefficients of 1/n.

    q is the variance of f(x) given the last hidden layer: E f² = E q.
    """

    nngp: jax.Array  # K, the limit of E f²
    ntk: jax.Array  # Θ, the limit of Θ̂
    nngp_shift: jax.Array  # n (E f² − K)
    ntk_shift: jax.Array  # n (E Θ̂ − Θ)
    nngp_variance: jax.Array  # n Var q
    ntk_variance: jax.Array  # n Var Θ̂
    nngp_covariance: jax.Array  # n Cov(q, Θ̂)
    output_covariance: jax.Array  # n Cov(f², Θ̂)
    kurtosis: jax.Array  # n times the excess kurtosis of f, 3 n Var q / K²; NaN if f is always 0

    def at(self, width: int) -> AtWidth:
        """Evaluate all at the `width` n ≥ 1. Raises ValueError."""
        return _at(self, 1.0 / check_integer("width", width, 1, _MOST_UNITS))


@in_float64
def _at(limits: OneInput, share: float) -> AtWidth:
    return AtWidth(
        output_variance=limits.nngp + share * limits.nngp_shift,
        excess_kurtosis=share * limits.kurtosis,
        ntk_mean=limits.ntk + share * limits.ntk_shift,
        ntk_std=flat_sqrt(share * limits.ntk_variance),
    )


class _State(NamedTuple):
    """The pre-activations z of a layer: `one_input` says what each letter is."""

    k: jax.Array
    theta: jax.Array
    k1: jax.Array
    theta1: jax.Array
    v: jax.Array
    d: jax.Array
    f: jax.Array
    a: jax.Array
    b: jax.Array


@in_float64
def one_input(arch: Architecture, x: ArrayLike, order: int = 1) -> OneInput:
    r"""Mean and spread of the output and the tangent kernel of random networks of width n, at the input x.

    x is a number or a vector (d,). All hidden layers have the same width n. With ``order=0`` the limits alone are
    computed, and all coefficients of 1/n are 0.

    A layer's pre-activations z, with q their variance given the layer below and Θ̂_ij their tangent kernel, have

    .. math:: E q = K + \tfrac{K_1}{n}, \quad E Θ̂_{ii} = Θ + \tfrac{Θ_1}{n}, \quad Var\,q = \tfrac Vn, \quad
              Cov(q, Θ̂_{ii}) = \tfrac Dn, \\
              E[z_i z_j Θ̂_{ij}] = \tfrac Fn, \quad Cov(Θ̂_{ii}, Θ̂_{jj}) = \tfrac An, \quad E Θ̂_{ij}² = \tfrac Bn,
              \qquad i ≠ j,

    up to terms in 1/n². The first layer has ``K = Θ = b² + w²|x|²/d`` and 0 for all others. Each next one has, with
    g(K) = b² + w² E φ², χ = w² E φ′², primes on g and χ for d/dK, and u ~ N(0, K),

    .. math:: K ← g, \quad Θ ← g + χΘ, \quad V ← w⁴ Var\,φ² + g′² V, \quad K_1 ← g′ K_1 + \tfrac12 g″ V, \\
              C = w⁴ Cov(φ², φ′²) Θ + g′χ′ΘV + g′χD, \quad D ← V_{new} + C, \quad
              F ← w⁴ E[φ²φ′²] Θ + g′² F, \\
              B ← w⁴ E[φ′⁴] Θ² + χ² B, \quad
              A ← V_{new} + 2C + w⁴ Var(φ′²) Θ² + χ′²Θ²V + 2χχ′ΘD + χ² A, \\
              Θ_1 ← K_{1,new} + χΘ_1 + Θ (χ′K_1 + \tfrac12 χ″V) + χ′ (D + 2F).

    Then n Var Θ̂ = A + 2B and n Cov(f², Θ̂) = D + 2F. ReLU and the other piecewise linear φ have no mean shifts. erf,
    tanh and sin have a negative Cov(q, Θ̂), unless weights are so small that they are nearly linear: where outputs are
    large, learning is slow. For ReLU without bias and w² = 2 the relative variance of Θ̂ is
    [5L − 4L(L + 2)/(3(L + 1))]/n. The next order is of relative size L/n: where that is not small, no
    kernel describes the network.

    The recursion has the structure of Roberts, Yaida & Hanin (2022), chapters 4 and 8, for every φ; Hanin & Nica
    (2020) have bounds for ReLU. Works under jit, vmap and grad in x and in the spreads of `arch`.

    Raises ValueError if `arch` is no plain Architecture, if x is no number or vector, and if order is not 0 or 1.
    """
    check_plain(arch)
    order = check_integer("order", order, 0, 1)
    return _one_input(arch, jnp.mean(jnp.square(jnp.asarray(as_one_input(x)))), order == 1)


def as_one_input(x: ArrayLike) -> Array:
    """`x` as one input, a number or a vector (d,). Raises ValueError."""
    row = as_finite("x", x)
    if row.ndim > 1 or row.size == 0:
        raise ValueError(
            f"x must be one input, a number or a vector (d,), got shape {row.shape}. Use jax.vmap for many."
        )
    return row


@in_float64
def one_input_by_depth(arch: Architecture, x: ArrayLike) -> OneInput:
    """The `one_input` statistics of networks of 1, 2, … up to ``arch.hidden_layers`` hidden layers, (L,) each.

    Raises ValueError as `one_input` does.
    """
    check_plain(arch)
    return _by_depth(arch, jnp.mean(jnp.square(jnp.asarray(as_one_input(x)))), True)


def _compute(arch: Architecture, size: jax.Array, corrected: bool) -> OneInput:
    """The statistics at |x|²/d = `size` after each layer, (L,) each."""
    activation = Activation(arch.activation)
    weight_var, bias_var = jnp.square(jnp.asarray(arch.weight_std)), jnp.square(jnp.asarray(arch.bias_std))
    zero = jnp.zeros(())
    first = bias_var + weight_var * size
    start = _State(first, first, *[zero] * 7)

    def step(state: _State, _: None) -> tuple[_State, _State]:
        return (after := _next(activation, weight_var, bias_var, state)), after

    _, after = lax.scan(step, start, length=arch.hidden_layers)
    keep = 1.0 if corrected else 0.0
    safe = jnp.where(after.k > 0, after.k, 1.0)
    return OneInput(
        nngp=after.k,
        ntk=after.theta,
        nngp_shift=keep * after.k1,
        ntk_shift=keep * after.theta1,
        nngp_variance=keep * after.v,
        ntk_variance=keep * (after.a + 2.0 * after.b),
        nngp_covariance=keep * after.d,
        output_covariance=keep * (after.d + 2.0 * after.f),
        kurtosis=jnp.where(after.k > 0, 3.0 * keep * after.v / safe**2, jnp.nan),
    )


_by_depth = quick_jit("corrected")(_compute)


@quick_jit("corrected")
def _one_input(arch: Architecture, size: jax.Array, corrected: bool) -> OneInput:
    return jax.tree.map(lambda number: number[-1], _compute(arch, size, corrected))


def _next(activation: Activation, weight_var: jax.Array, bias_var: jax.Array, s: _State) -> _State:
    """One activation and one Dense."""
    e = expectations(activation, s.k)
    fourfold = weight_var**2
    grown, bent = weight_var * e.square_change, weight_var * e.square_bend  # g′, g″
    slope, slope1, slope2 = weight_var * e.slope, weight_var * e.slope_change, weight_var * e.slope_bend  # χ, χ′, χ″
    k = bias_var + weight_var * e.square
    v = fourfold * (e.fourth - e.square**2) + grown**2 * s.v
    k1 = grown * s.k1 + 0.5 * bent * s.v
    mixed = fourfold * (e.mixed - e.square * e.slope) * s.theta
    c = mixed + grown * slope1 * s.theta * s.v + grown * slope * s.d
    own_slope = fourfold * (e.slope_fourth - e.slope**2) * s.theta**2
    carried = slope1**2 * s.theta**2 * s.v + 2.0 * slope * slope1 * s.theta * s.d + slope**2 * s.a
    moved = s.theta * (slope1 * s.k1 + 0.5 * slope2 * s.v) + slope1 * (s.d + 2.0 * s.f)
    return _State(
        k=k,
        theta=k + slope * s.theta,
        k1=k1,
        theta1=k1 + slope * s.theta1 + moved,
        v=v,
        d=v + c,
        f=fourfold * e.mixed * s.theta + grown**2 * s.f,
        a=v + 2.0 * c + own_slope + carried,
        b=fourfold * e.slope_fourth * s.theta**2 + slope**2 * s.b,
    )
