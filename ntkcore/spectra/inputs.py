"""Inputs on a circle and at the corners of a cube, and Gram matrices without a compilation for each size."""

from functools import partial

import jax
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import Architecture
from ntkcore.checks import as_inputs, as_kernel
from ntkcore.kernels.gram import KernelPair, pair
from ntkcore.kernels.layers import Plain, traced
from ntkcore.precision import in_float64

_BATCH = 2048  # pairs of inputs that are solved together


def on_circle(angles: ArrayLike) -> np.ndarray:
    """Points (n, 2) of radius √2 at the angles (n,): then |x|²/d = 1, as for the corners of the cube."""
    turn = np.asarray(angles, dtype=np.float64)
    return 2**0.5 * np.stack([np.cos(turn), np.sin(turn)], axis=-1)


def at_corners(dimension: int) -> np.ndarray:
    """The corners (2ᵈ, d) of {±1}ᵈ: row i holds the binary digits of i, the last one first, 0 as +1 and 1 as −1."""
    return 1.0 - 2.0 * (np.arange(2**dimension)[:, None] >> np.arange(dimension) & 1)


def moved(x: ArrayLike, spacing: float, amount: float) -> np.ndarray:
    """`x` (n,), each moved by up to `amount` half spacings, always the same way: neighbours never change order.

    amount ∈ [0, 1]; a fixed draw, so that every input moves along a line as the amount grows.
    """
    still = np.asarray(x, dtype=np.float64)
    return still + 0.5 * amount * spacing * np.random.default_rng(0).uniform(-1.0, 1.0, len(still))


@jax.jit
def _batch(network: Plain, x1: jax.Array, x2: jax.Array) -> KernelPair:
    return jax.vmap(partial(pair, network))(x1, x2)


@in_float64
def kernel_of_pairs(arch: Architecture, x1: ArrayLike, x2: ArrayLike, kernel: str) -> np.ndarray:
    """The kernel "nngp" or "ntk" of `arch` between x1[i] and x2[i], (n, 2) each: (n,), as `kernels.kernel_pair`.

    In batches of one size with everything traced: one compilation serves every architecture and every n.
    Raises ValueError for another kernel, and for inputs that are empty, not finite, or of another shape.
    """
    chosen = as_kernel(kernel)
    first, second = as_inputs("x1", x1, 2), as_inputs("x2", x2, 2)
    spare = -len(first) % _BATCH
    ends = [np.pad(rows, ((0, spare), (0, 0)), mode="edge").reshape(-1, _BATCH, 2) for rows in (first, second)]
    batches = [_batch(traced(arch), a, b) for a, b in zip(*ends, strict=True)]
    return np.concatenate([part.of(chosen) for part in batches])[: len(first)]


def gram(arch: Architecture, x: ArrayLike, kernel: str) -> np.ndarray:
    """The Gram matrix (n, n) of "nngp" or "ntk" at x on a line (n,) or in a plane (n, 2).

    A line is put into the plane as x ↦ (√2 x, 0), which leaves x·x′/d, and with it the kernels, as they are.
    Raises ValueError for another kernel and for bad inputs.
    """
    rows = np.asarray(x, dtype=np.float64)
    if rows.ndim == 1:
        rows = np.stack([2**0.5 * rows, np.zeros_like(rows)], axis=-1)
    i, j = np.triu_indices(len(rows))
    out = np.empty((len(rows), len(rows)))
    out[i, j] = out[j, i] = kernel_of_pairs(arch, rows[i], rows[j], kernel)
    return out
