"""The depth recursion: from an architecture and two sets of inputs to the NNGP kernel and the NTK."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import Array, as_inputs, as_kernel, is_traced
from ntkcore.choices import Activation, Kernel
from ntkcore.kernels.activations import ACTIVATIONS, moments, traced_moments
from ntkcore.kernels.pair import Moments, Pair
from ntkcore.precision import in_float64

# With this many entries, all that a layer carries no longer fits into the processor's caches: a few rows at a time do.
_TILED_FROM, _TILE_ROWS = 500_000, 32


class KernelPair(NamedTuple):
    """Both kernels of an infinitely wide network at the same pairs of inputs, each (n1, n2) float64."""

    nngp: jax.Array | np.ndarray
    ntk: jax.Array | np.ndarray

    def of(self, kernel: str) -> jax.Array | np.ndarray:
        """The one that `kernel` names, "nngp" or "ntk". Raises ValueError for another name."""
        return self.nngp if as_kernel(kernel) is Kernel.NNGP else self.ntk


class _State(NamedTuple):
    """What one pair of inputs carries from layer to layer."""

    pair: Pair
    ntk: jax.Array | np.ndarray


def _first_layer(weight_var: jax.Array, bias_var: jax.Array, x1: jax.Array, x2: jax.Array) -> _State:
    """Pre-activations of the first Dense: q = b² + w² x·x′/d, and det by Lagrange's identity as a sum of squares.

    det = (b² w²/d) |x − x′|² + (w⁴/d²) (|x|²|x′|² − (x·x′)²), and the last bracket, Gram's determinant, is
    |x|²|r|² with r the part of x′ − x orthogonal to x.
    """
    scale = weight_var / x1.size
    step = x2 - x1
    square = jnp.sum(x1 * x1)
    gram = jnp.zeros_like(square)
    if x1.size > 1:  # one-dimensional inputs are parallel: exactly 0, which rounding would not give
        along = jnp.sum(x1 * step) / jnp.where(square > 0, square, 1.0)
        gram = square * jnp.sum((step - along * x1) ** 2)
    q12 = bias_var + scale * jnp.sum(x1 * x2)
    det = bias_var * scale * jnp.sum(step * step) + scale * scale * gram
    gap = -scale * jnp.sum(step * (x1 + x2))
    return _State(Pair(bias_var + scale * square, bias_var + scale * jnp.sum(x2 * x2), q12, det, gap), q12)


def _hidden_layer(
    expectations: Callable[[Pair], Moments], weight_var: jax.Array, bias_var: jax.Array, state: _State
) -> _State:
    """One φ and the Dense after it: Σ ← b² + w² E[φφ], Θ ← Σ + w² E[φ′φ′] Θ (Jacot et al. 2018, thm. 1).

    The determinant of b² 11ᵀ + w² M is w⁴ det M + b² w² (M11 + M22 − 2 M12), again without a difference.
    """
    m = expectations(state.pair)
    q12 = bias_var + weight_var * m.q12
    pair = Pair(
        q11=bias_var + weight_var * m.q11,
        q22=bias_var + weight_var * m.q22,
        q12=q12,
        det=weight_var * weight_var * m.det + bias_var * weight_var * m.spread,
        gap=weight_var * m.gap,
    )
    return _State(pair, q12 + weight_var * m.slope * state.ntk)


def pair(
    activation: Activation | jax.Array,
    hidden_layers: int | jax.Array,
    weight_std: jax.Array | float,
    bias_std: jax.Array | float,
    x1: jax.Array,
    x2: jax.Array,
) -> KernelPair:
    """Both kernels at one pair of inputs, x1 and x2 (d,); batch with vmap.

    `activation` is an Activation or a traced index into `activations.ACTIVATIONS`; `hidden_layers` an int or traced.
    With an int depth the result has forward- and reverse-mode derivatives, with a traced one forward mode only.
    At bias_std = 0 the NTK of a piecewise linear φ has a kink in bias_std; the derivative returned there is 0,
    the mean of the two sides. Everywhere else, coincident inputs included, derivatives are the exact ones.
    """
    weight_var, bias_var = jnp.square(weight_std), jnp.square(bias_std)
    first = _first_layer(weight_var, bias_var, x1, x2)

    def propagate(expectations: Callable[[Pair], Moments], state: _State) -> _State:
        layer = partial(_hidden_layer, expectations, weight_var, bias_var)
        return lax.fori_loop(0, hidden_layers, lambda _, inner: layer(inner), state)

    if isinstance(activation, Activation):
        last = propagate(partial(moments, activation), first)
    else:
        branch, branches = traced_moments(activation)
        last = lax.switch(branch, [partial(propagate, expectations) for expectations in branches], first)
    return KernelPair(last.pair.q12, last.ntk)


def _all_pairs(activation, hidden_layers, weight_std, bias_std, x1: jax.Array, x2: jax.Array) -> KernelPair:
    """`pair` for every row of x1 (n1, d) with every row of x2 (n2, d)."""
    row = jax.vmap(partial(pair, activation, hidden_layers, weight_std, bias_std), (None, 0))
    if len(x1) * len(x2) < _TILED_FROM:
        return jax.vmap(row, (0, None))(x1, x2)
    return lax.map(lambda one: row(one, x2), x1, batch_size=_TILE_ROWS)


_pairs_any_depth = jax.jit(_all_pairs, static_argnums=0)
_pairs_fixed_depth = jax.jit(_all_pairs, static_argnums=(0, 1))


@in_float64
def kernel_pair(arch: Architecture, x1: ArrayLike, x2: ArrayLike | None = None) -> KernelPair:
    r"""The NNGP kernel Σ and the NTK Θ of `arch` between x1, (n1,) or (n1, d), and x2 (default: x1).

    .. math:: Σ¹ = b² + w² x·x′/d, \quad Σ^{l+1} = b² + w² E[φφ], \quad Θ^{l+1} = Σ^{l+1} + w² E[φ′φ′] Θ^l

    with (u, v) ~ N(0, Σ^l), Θ¹ = Σ¹, and the outputs after `hidden_layers` steps (Lee et al. 2018, eq. 4;
    Jacot et al. 2018, thm. 1). Nearly equal inputs lose nothing: piecewise linear φ in one dimension are exact to a few
    units in the last place, the others to 3e-14 of the larger variance at 32 layers, in the chaotic phase too.

    Returns KernelPair of (n1, n2) float64. Differentiable in arch.weight_std, arch.bias_std and the inputs.
    Raises ValueError for empty, non-finite or badly shaped inputs, or if x1 and x2 differ in d.
    """
    rows = as_inputs("x1", x1)
    columns = rows if x2 is None else as_inputs("x2", x2, rows.shape[1])
    # Reverse mode needs a depth that is known when compiling; without derivatives one compilation serves every depth.
    traced = is_traced(arch.weight_std, arch.bias_std, rows, columns)
    pairs = _pairs_fixed_depth if traced else _pairs_any_depth
    return pairs(arch.activation, arch.hidden_layers, arch.weight_std, arch.bias_std, rows, columns)


@jax.jit
def _symmetric_gram(index: jax.Array, hidden_layers: jax.Array, weight_std: jax.Array, bias_std: jax.Array, x: Array):
    """The half of the Gram matrices with x ≥ 0; the rest is k(−x, −x′) = k(x, x′)."""
    rows = jnp.asarray(x)[:, None]
    half = _all_pairs(index, hidden_layers, weight_std, bias_std, rows[len(x) // 2 :], rows)
    return KernelPair(*(jnp.concatenate([lower[len(x) % 2 :][::-1, ::-1], lower]) for lower in half))


@in_float64
def symmetric_gram(arch: Architecture, x: np.ndarray) -> KernelPair:
    """Both Gram matrices (n, n) at inputs x (n,) that are symmetric about 0, in half the time of `kernel_pair`.

    Compiled once for each n: everything else is traced.
    """
    return _symmetric_gram(*traced(arch), np.asarray(x, dtype=np.float64))


def traced(arch: Architecture) -> tuple[np.int32, np.int32, np.float64, np.float64]:
    """The network as four numbers that JAX can trace: place in `activations.ACTIVATIONS`, depth and both spreads."""
    index = np.int32(ACTIVATIONS.index(Activation(arch.activation)))
    return index, np.int32(arch.hidden_layers), np.float64(arch.weight_std), np.float64(arch.bias_std)
