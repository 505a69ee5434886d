"""Kernels, modes and sample functions of an architecture before any data, on the grid; packed for the browser too."""

from hashlib import blake2b
from typing import NamedTuple

import jax
import numpy as np
from numpy.typing import ArrayLike

from explorer.scene.limits import LIMITS
from explorer.scene.window import GRID
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.checks import Array
from ntkcore.inference.gaussian import square_root_times
from ntkcore.kernels.gram import KernelPair, symmetric_gram
from ntkcore.spectra.modes import Eigenmodes, grid_modes

SAMPLES = 5
_PACKED_EIGENVALUES = 60
_PACKED_MODES = 5
_POINTS = int(LIMITS["points"].high)
_KEPT_ARCHITECTURES = 32


class Normals(NamedTuple):
    """Standard normals that freeze the noise of the sample functions; S = 5.

    Two independent sets, since a·cos θ + b·sin θ is a standard normal at every angle θ: the great circle on which
    the samples are animated. A Scene at rest shows the first.
    """

    function: np.ndarray  # (2, S, 301), for f₀ on the grid
    label: np.ndarray  # (2, S, 64), for the noise of the labels, by position in the list of points


@cached(_KEPT_ARCHITECTURES)  # 1.5 MB each; a class tries some tens of networks at a time
def prior_kernels(architecture: Architecture) -> KernelPair:
    """Both Gram matrices on the grid, (301, 301) each, in numpy, as edits are.

    Computed once per architecture: every edit of points, labels, noise and time reuses them.
    """
    return jax.tree.map(np.asarray, symmetric_gram(architecture, GRID))


@cached(2 * _KEPT_ARCHITECTURES)  # 0.7 MB each, of both kernels
def prior_modes(architecture: Architecture, kernel: str) -> Eigenmodes:
    """The eigenmodes of one Gram matrix, "nngp" or "ntk", in numpy; computed once per architecture, when first used."""
    return jax.tree.map(np.asarray, grid_modes(prior_kernels(architecture).of(kernel)))


@cached(256)  # 30 kB each, a seed for each person in a few classes
def normals(seed: int) -> Normals:
    """The frozen noise of a seed, the same for every architecture and all data."""
    function, label = jax.random.split(jax.random.key(seed))
    return Normals(
        np.asarray(jax.random.normal(function, (2, SAMPLES, len(GRID)))),
        np.asarray(jax.random.normal(label, (2, SAMPLES, _POINTS))),
    )


@cached(2 * _KEPT_ARCHITECTURES)  # 24 kB each, of both kernels
def base_samples(architecture: Architecture, kernel: str, seed: int) -> np.ndarray:
    """Functions f₀ on the grid drawn from "nngp" or "ntk" with the normals of `seed`, (2, S, 301), read-only."""
    return np.asarray(prior_samples(prior_modes(architecture, kernel), normals(seed).function))


def prior_samples(modes: Eigenmodes, normals: ArrayLike) -> Array:
    """Functions f₀ ~ N(0, F) on the grid, (2, S, 301), from standard normals (2, S, 301); modes = grid_modes(F).

    The same normals give functions that change continuously with the architecture (symmetric square root).
    """
    return _prior_samples(modes, np.asarray(normals, dtype=np.float64))


@jax.jit
def _prior_samples(modes: Eigenmodes, normals: Array) -> Array:
    return square_root_times(modes.values, modes.vectors, normals)


def prior_key(architecture: Architecture, seed: int) -> int:
    """A number below 2⁵³ that identifies the prior in every process: a hash of all fields of the network."""
    return int.from_bytes(blake2b(f"{architecture!r} {seed}".encode(), digest_size=6).digest(), "little")


@cached(64)  # 450 kB each, fetched once by each browser, then kept there
def packed_prior(architecture: Architecture, seed: int) -> bytes:
    """All numbers that the browser needs to condition by itself, little-endian float64:

    [prior_key, 301, S, 64, 60, 5], the NNGP's and the NTK's Gram matrices, f₀ of the NNGP (2, S, 301) and of the NTK
    (2, S, 301), label normals (2, S, 64); for each kernel its first 60 eigenvalues under the uniform measure on the
    window and its first five modes (5, 301). k(x, x′) = k(x′, x) = k(−x, −x′), so of each matrix only the entries
    (i, j) with i ≤ j and i + j ≤ 300 are packed, row by row: 22,801 of 90,601.
    """
    size = len(GRID)
    row, column = np.indices((size, size))
    kept = (row <= column) & (row + column < size)
    arrays = [
        np.array([prior_key(architecture, seed), size, SAMPLES, _POINTS, _PACKED_EIGENVALUES, _PACKED_MODES], float)
    ]
    arrays += [np.asarray(gram)[kept] for gram in prior_kernels(architecture)]
    arrays += [base_samples(architecture, kernel, seed).ravel() for kernel in ("nngp", "ntk")]
    arrays.append(normals(seed).label.ravel())
    for kernel in ("nngp", "ntk"):
        values, vectors = prior_modes(architecture, kernel)
        arrays += [np.asarray(values)[:_PACKED_EIGENVALUES] / size, np.asarray(vectors).T[:_PACKED_MODES].ravel()]
    return np.concatenate(arrays).astype("<f8").tobytes()
