"""Inputs to ask a kernel about: on a line under several densities, on a circle, at the corners of a cube."""

from enum import StrEnum
from functools import lru_cache
from statistics import NormalDist

import jax
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.activations import ACTIVATIONS
from ntkcore.architecture import Activation, Architecture
from ntkcore.checks import as_inputs
from ntkcore.kernels import GRID, KernelPair, pair

LINE_POINTS = 300
# The grid's points are the middles of 301 cells of width 0.01: a midpoint rule for the uniform density between these.
INTERVAL_END = 1.505
GAUSSIAN_STD = 0.5
CLUSTER_CENTRE, CLUSTER_STD = 1.0, 0.1
_BATCH = 2048  # pairs of inputs that are solved together


class InputSet(StrEnum):
    """Where the inputs lie; the value is the word in the link."""

    INTERVAL = "interval"
    TRAINING = "training"
    GAUSSIAN = "gaussian"
    CLUSTERS = "clusters"
    CIRCLE = "circle"
    CUBE = "cube"


ON_A_LINE = (InputSet.INTERVAL, InputSet.GAUSSIAN, InputSet.CLUSTERS)


@lru_cache(maxsize=len(ON_A_LINE))
def on_line(kind: InputSet) -> np.ndarray:
    """Inputs (n,), ascending and symmetric about 0, that stand for a density: each carries the mass 1/n.

    Uniform: `kernels.GRID`, n = 301. Otherwise n = 300 quantiles, at the levels (i + ½)/n: the normal density of
    standard deviation 0.5, or two normal clusters of standard deviation 0.1 about ±1. The array is read-only.
    """
    if kind == InputSet.INTERVAL:
        return GRID
    half = LINE_POINTS // 2
    if kind == InputSet.GAUSSIAN:
        levels, normal = 0.5 + (np.arange(half) + 0.5) / LINE_POINTS, NormalDist(0.0, GAUSSIAN_STD)
    else:
        levels, normal = (np.arange(half) + 0.5) / half, NormalDist(CLUSTER_CENTRE, CLUSTER_STD)
    right = np.array([normal.inv_cdf(level) for level in levels])
    x = np.concatenate([-right[::-1], right])
    x.setflags(write=False)
    return x


def density(kind: InputSet, x: ArrayLike) -> np.ndarray:
    """The probability density that `on_line` stands for, at x (n,): the clusters' overlap, 10⁻²³, left out."""
    at = np.asarray(x, dtype=np.float64)
    if kind == InputSet.INTERVAL:
        return np.where(np.abs(at) <= INTERVAL_END, 0.5 / INTERVAL_END, 0.0)
    if kind == InputSet.GAUSSIAN:
        return _normal_density(at, GAUSSIAN_STD)
    return 0.5 * _normal_density(np.abs(at) - CLUSTER_CENTRE, CLUSTER_STD)


def _normal_density(x: np.ndarray, std: float) -> np.ndarray:
    return np.exp(-0.5 * (x / std) ** 2) / (std * (2 * np.pi) ** 0.5)


def on_circle(angles: ArrayLike) -> np.ndarray:
    """Points (n, 2) of radius √2 at the angles (n,): then |x|²/d = 1, as for the corners of the cube."""
    turn = np.asarray(angles, dtype=np.float64)
    return 2**0.5 * np.stack([np.cos(turn), np.sin(turn)], axis=-1)


def at_corners(dimension: int) -> np.ndarray:
    """The corners (2ᵈ, d) of {±1}ᵈ: row i holds the binary digits of i, the last one first, 0 as +1 and 1 as −1."""
    return 1.0 - 2.0 * (np.arange(2**dimension)[:, None] >> np.arange(dimension) & 1)


def moved(places: ArrayLike, spacing: float, amount: float) -> np.ndarray:
    """`places` (n,), each moved by up to `amount` half spacings, always the same way: neighbours never change order.

    amount ∈ [0, 1]; a fixed draw, so that a slider moves every input along a line.
    """
    still = np.asarray(places, dtype=np.float64)
    return still + 0.5 * amount * spacing * np.random.default_rng(0).uniform(-1.0, 1.0, len(still))


@jax.jit
def _batch(index, hidden_layers, weight_std, bias_std, x1, x2) -> KernelPair:
    return jax.vmap(lambda a, b: pair(index, hidden_layers, weight_std, bias_std, a, b))(x1, x2)


def kernel_of_pairs(arch: Architecture, x1: ArrayLike, x2: ArrayLike, kernel: str) -> np.ndarray:
    """The kernel "nngp" or "ntk" of `arch` between x1[i] and x2[i], (n, 2) each: (n,), as `kernels.kernel_pair`.

    In batches of one size with everything traced: one compilation serves every architecture and every n.
    Raises ValueError for another kernel, and for inputs that are empty, not finite, or of another shape.
    """
    if kernel not in ("nngp", "ntk"):
        raise ValueError(f"kernel must be 'nngp' or 'ntk', got {kernel!r}. Choose one of the two.")
    first, second = as_inputs("x1", x1, 2), as_inputs("x2", x2, 2)
    numbers = (np.float64(arch.weight_std), np.float64(arch.bias_std))
    index = np.int32(ACTIVATIONS.index(Activation(arch.activation)))
    spare = -len(first) % _BATCH
    ends = [np.pad(rows, ((0, spare), (0, 0)), mode="edge").reshape(-1, _BATCH, 2) for rows in (first, second)]
    parts = [_batch(index, np.int32(arch.hidden_layers), *numbers, a, b) for a, b in zip(*ends, strict=True)]
    return np.concatenate([getattr(part, kernel) for part in parts])[: len(first)]


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
