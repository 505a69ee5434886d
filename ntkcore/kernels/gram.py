"""The depth recursion: from an architecture and two sets of inputs to the NNGP kernel and the NTK."""

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import cast

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import Array, as_examples, frames_inside, is_traced
from ntkcore.kernels import spatial
from ntkcore.kernels.blocks import fill
from ntkcore.kernels.layers import AnyNetwork, Network, Plain, as_layer, at_any_depth, check_net, traced
from ntkcore.kernels.order import check_shapes, is_homogeneous
from ntkcore.kernels.pair import Pair
from ntkcore.kernels.state import Scale, State, inputs, scale_of
from ntkcore.kernels.tiles import Gram, KernelPair, kernels_after
from ntkcore.kernels.vectors import states_of
from ntkcore.precision import in_float64

# Products of features that traced inputs form at a time: with more, what a layer carries no longer fits into the
# processor's caches, and memory would grow with d times the number of pairs.
_AT_ONCE, _ROWS = 500_000, 32
# With fewer products, one compiled call for the very shape takes less time than tiles that are prepared and copied.
_SMALL = 2**17
# While only the network is traced, the states of so many pairs of inputs, 32 bytes each, are made beforehand.
_PREPARED, _MANY_FEATURES = 2**22, 8
_LEAST = 1e-290  # of kernels: below, floats and their intermediate results lose digits


def pair(network: AnyNetwork, x1: jax.Array, x2: jax.Array, scale: Scale | None = None) -> KernelPair:
    """Both kernels at one pair of inputs, x1 and x2 (d,), whose `scale_of` may be given for many; batch with vmap.

    `network` is an Architecture, a Network, or a `chain.Plain` in which activation and depth are traced too.
    At bias_std = 0 the kernels of a piecewise linear φ have kinks. In bias_std the derivative there is 0, the mean of
    the two sides; in an input of 0 it is their mean for one hidden layer, and finite for more (`kernel_pair` says what
    it is there). Everywhere else, coincident inputs included, derivatives are the exact ones.
    """
    scale = scale_of(x1, x2) if scale is None else scale
    return kernels_after(network, inputs(x1 / scale.unit, x2 / scale.unit), scale)


def _all_pairs(network: AnyNetwork, x1: jax.Array, x2: jax.Array) -> KernelPair:
    """`pair` for every row of x1 (n1, d) with every row of x2 (n2, d); (n, H, W, C) are images."""
    if x1.ndim == 4:
        scale = scale_of(x1, x2)
        return KernelPair(*spatial.all_pairs(as_layer(network), x1 / scale.unit, x2 / scale.unit, scale))
    row = jax.vmap(partial(pair, network, scale=scale_of(x1, x2)), (None, 0))
    products = len(x2) * x2.shape[1]
    if len(x1) * products < _AT_ONCE:
        return jax.vmap(row, (0, None))(x1, x2)
    # For derivatives in reverse mode a row is computed again and not kept.
    again = jax.checkpoint(lambda x: row(x, x2), prevent_cse=False)
    return lax.map(again, x1, batch_size=min(_ROWS, max(1, 2 * _AT_ONCE // products)))


_gram = jax.jit(_all_pairs)


@jax.jit
def _gram_on_a_line(network: AnyNetwork, x1: jax.Array, x2: jax.Array) -> KernelPair:
    """`_gram` of a homogeneous network at x1 (n1, 1) and x2 (n2, 1), with the mean derivative in an input of 0.

    Without bias k(c x, x′) = c k(x, x′) for c > 0, so that the derivatives on both sides of x = 0 are k(1, x′) and
    −k(−1, x′), for any number of layers.
    """
    unit = lax.stop_gradient(jnp.maximum(jnp.abs(x1).max(), jnp.abs(x2).max()))
    unit = jnp.where(unit > 0, unit, 1.0)
    ends = jnp.array([[1.0], [-1.0], [0.0]]) * unit
    kernels = _all_pairs(network, jnp.concatenate([x1, ends]), jnp.concatenate([x2, ends]))
    has_kink = ((x1 == 0) | (x2[:, 0] == 0)) & (kernels.nngp[-1, -1] == 0)

    def with_mean(kernel: Array) -> jax.Array:
        by_row = (kernel[-3, :-3] - kernel[-2, :-3]) / (2.0 * unit)
        by_column = (kernel[:-3, -3] - kernel[:-3, -2]) / (2.0 * unit)
        mean = jnp.where(x1 == 0, x1 * by_row, x2[:, 0] * by_column[:, None])
        return jnp.where(has_kink, mean, kernel[:-3, :-3])

    return KernelPair(with_mean(kernels.nngp), with_mean(kernels.ntk))


@jax.jit
def _after_states(network: AnyNetwork, state: State, scale: Scale) -> KernelPair:
    """Both kernels from the states of all pairs, as `vectors.states_of` gives them, a few rows at a time."""

    def row(rows: State) -> KernelPair:
        by_column = State(Pair(q11=None, q22=0, q12=0, det=0, gap=0), spread=0, ntk=None)
        columns = rows._replace(pair=rows.pair._replace(q22=state.pair.q22), ntk=state.ntk)
        return jax.vmap(partial(kernels_after, network), (by_column, None))(columns, scale)

    again = jax.checkpoint(row, prevent_cse=False)
    return lax.map(again, state._replace(pair=state.pair._replace(q22=None), ntk=None), batch_size=_ROWS)


def _traced_gram(network: Network | Architecture, x1: Array, x2: Array) -> KernelPair:
    """Both kernels of a network or of inputs that are traced.

    If it is the network alone, nearly parallel inputs of many features are found beforehand.
    """
    if is_traced(x1, x2) and x1.shape[1:] == (1,) and is_homogeneous(as_layer(network)):
        return _gram_on_a_line(network, x1, x2)
    if is_traced(x1, x2) or x1.ndim != 2 or x1.shape[1] < _MANY_FEATURES or len(x1) * len(x2) > _PREPARED:
        return _gram(network, x1, x2)
    gram = Gram.of(network, np.asarray(x1), np.asarray(x2))
    return _after_states(network, states_of(gram.rows, gram.columns), gram.scale)


def _warn_of_underflow(x1: Array, x2: Array, nngp: Array | None) -> None:
    """RuntimeWarning if the inputs are so small that their products, and with them the kernels, are no floats."""
    product = np.multiply(*(np.abs(np.asarray(x)).max() for x in (x1, x2)))
    if product < _LEAST and nngp is not None and x1.any() and x2.any() and np.abs(np.asarray(nngp)).max() < _LEAST:
        warnings.warn(
            f"x1 and x2 reach {np.abs(x1).max():.2g} and {np.abs(x2).max():.2g} only: without bias, their kernels are "
            f"below {_LEAST:g}, where floats lose digits. Give inputs in a larger unit: kernels grow with its square.",
            RuntimeWarning,
            stacklevel=frames_inside() + 1,
        )


@in_float64
def kernel_pair(
    net: Architecture | Network,
    x1: ArrayLike,
    x2: ArrayLike | None = None,
    *,
    rows: int | None = None,
    out: Sequence[Array | None] | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> KernelPair:
    r"""The NNGP kernel Σ and the NTK Θ of `net` between x1, (n1,), (n1, d) or (n1, H, W, C), and x2 (default: x1).

    .. math:: Σ¹ = b² + w² x·x′/d, \quad Σ^{l+1} = b² + w² E[φφ], \quad Θ^{l+1} = Σ^{l+1} + w² E[φ′φ′] Θ^l

    with (u, v) ~ N(0, Σ^l), Θ¹ = Σ¹, and the outputs after `hidden_layers` steps (Lee et al. 2018, eq. 4;
    Jacot et al. 2018, thm. 1). Nearly equal inputs lose nothing: piecewise linear φ in one dimension are exact to a few
    units in the last place, the others to 3e-14 of the larger variance at 32 layers, in the chaotic phase too.

    Kernels larger than memory: with `rows`, `out` or `progress`, NumPy arrays are filled `rows` rows at a time. `out`
    is a pair (nngp, ntk) of float64 arrays or memory maps (n1, n2), with None for what is not wanted; without it arrays
    are made. All devices of JAX share the blocks; beyond `out`, each needs memory for a few tiles of them.
    ``progress(done_rows, all_rows)`` is called at the start and after each block; it may raise to end the computation.

    A memory map that can be written to ("r+", "w+") is continued where a call with the same arguments ended, by any
    error or kill; a block that was interrupted is computed again. Files named FILE.rows.* beside the map list finished
    rows, with a checksum of network and inputs: another kernel is not written over it until they are removed. With
    several processes (``jax.distributed.initialize``) that open the same files, made before they start, each computes
    every k-th block and returns when its share is done; the kernel is complete when all have returned. None waits for
    another: if one dies, call again with any number of processes. Let them wait for each other afterwards, since JAX
    ends all of them when the first one leaves; and keep the files on a file system on which two hosts may write to one
    page (NFS loses writes).

    >>> x, ntk = np.linspace(-1, 1, 300), np.empty((300, 300))  # or np.memmap("ntk.dat", mode="w+", …)
    >>> result = kernel_pair(Architecture("relu", 2), x, rows=128, out=(None, ntk), progress=print)
    0 300
    128 300
    256 300
    300 300

    The first layer is one product of matrices; only nearly parallel inputs are summed feature by feature, which keeps
    their digits. Under jit, vmap or grad of the inputs JAX does not know which these are: there all pairs are summed,
    which is slower for many features; beyond 4 million pairs also where `net` alone is traced. Memory is at most that
    of both kernels, the inputs and 256 MiB; derivatives take more.

    Returns KernelPair of (n1, n2) float64. Differentiable in what `net` holds and in the inputs, without `rows`. In an
    input of 0, a network of a piecewise linear φ without bias has kinks. For d = 1, and for one hidden layer, the
    derivative is the mean of both sides. With more layers and d > 1 there is none: the mean of both sides along a
    direction u, (k(u, x′) − k(−u, x′))/2, is not linear in u, and what JAX gives is finite only.

    Raises ValueError for what is no network, for empty, non-finite or badly shaped inputs, if x1 and x2 differ in d, H,
    W or C, if a layer does not fit the shape of the inputs, for an `out` that cannot take the kernels or contains
    another one, and for tracers with `rows`, `out` or `progress`; OSError if a disk lacks room for the rest of a map.
    """
    check_net(net)
    inputs1 = as_examples("x1", x1)
    inputs2 = None if x2 is None else as_examples("x2", x2, like=inputs1)
    check_shapes(as_layer(net), inputs1.shape[1:])
    unknown = is_traced(net, inputs1, inputs2)
    # Reverse mode needs a depth that is known when compiling; without derivatives one compilation serves every depth.
    network = at_any_depth(net) if isinstance(net, Architecture) and not unknown else net
    if rows is not None or out is not None or progress is not None:
        filled = fill(network, inputs1, inputs2, rows=rows, out=out, progress=progress)
        _warn_of_underflow(inputs1, inputs1 if inputs2 is None else inputs2, filled[0])
        return KernelPair(*cast(tuple[np.ndarray, np.ndarray], filled))  # None only where `out` has it
    columns = inputs1 if inputs2 is None else inputs2
    if unknown:
        return _traced_gram(net, inputs1, columns)
    if inputs1.ndim == 2 and inputs1.size * len(columns) <= _SMALL:
        kernels = _gram(network, inputs1, columns)
    else:
        kernels = Gram.of(network, np.asarray(inputs1), None if inputs2 is None else np.asarray(inputs2)).compute()
    _warn_of_underflow(inputs1, columns, kernels.nngp)
    return kernels


@jax.jit
def _symmetric_gram(network: Plain, x: Array) -> KernelPair:
    """The half of the Gram matrices with x ≥ 0; the rest is k(−x, −x′) = k(x, x′)."""
    rows = jnp.asarray(x)[:, None]
    positive = _all_pairs(network, rows[len(x) // 2 :], rows)
    return KernelPair(*(jnp.concatenate([rows[len(x) % 2 :][::-1, ::-1], rows]) for rows in positive))


@in_float64
def symmetric_gram(arch: Architecture, x: np.ndarray) -> KernelPair:
    """Both Gram matrices (n, n) at inputs x (n,) that are symmetric about 0, in half the time of `kernel_pair`.

    Compiled once for each n: everything else is traced.
    """
    return _symmetric_gram(traced(arch), np.asarray(x, dtype=np.float64))
