"""Kernels, modes and sample functions of an architecture before any data, on the grid."""

import math
from dataclasses import dataclass

import jax
import numpy as np
from numpy.typing import ArrayLike

from explorer.grid.conditioned import Conditioned, PriorKernels, condition
from explorer.grid.normals import normals
from explorer.scene.scene import Root
from explorer.scene.window import GRID, grid_index
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.checks import Array
from ntkcore.choices import Distribution
from ntkcore.inference.factor import square_root_times
from ntkcore.inference.mirrored import mirrored_samples
from ntkcore.inference.posterior import function_and_regression
from ntkcore.kernels.gram import KernelPair, symmetric_gram
from ntkcore.spectra.modes import Eigenmodes, grid_modes

_KEPT_ARCHITECTURES = 32


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


@cached(2 * _KEPT_ARCHITECTURES)  # 24 kB each, of both kernels
def base_samples(architecture: Architecture, kernel: str, seed: int, root: Root = Root.TRIANGULAR) -> np.ndarray:
    """Functions f₀ on the grid drawn from "nngp" or "ntk" with the normals of `seed`, (2, S, 301), read-only."""
    drawn = normals(seed).function
    if root is Root.SYMMETRIC:
        return np.asarray(prior_samples(prior_modes(architecture, kernel), drawn))
    functions = mirrored_samples(np.asarray(prior_kernels(architecture).of(kernel)), drawn)
    functions.setflags(write=False)
    return functions


def prior_samples(modes: Eigenmodes, normals: ArrayLike) -> Array:
    """Functions f₀ ~ N(0, F) on the grid, (2, S, 301), from standard normals (2, S, 301); modes = grid_modes(F).

    The same normals give functions that change continuously with the architecture (symmetric square root).
    """
    return _prior_samples(modes, np.asarray(normals, dtype=np.float64))


@jax.jit
def _prior_samples(modes: Eigenmodes, normals: Array) -> Array:
    return square_root_times(modes.values, modes.vectors, normals)


@dataclass(frozen=True, slots=True, eq=False)
class GridPrior:
    """A network's distribution over functions on `window.GRID` before it sees data."""

    architecture: Architecture
    kernels: PriorKernels

    @staticmethod
    @cached(3 * _KEPT_ARCHITECTURES)  # all three distributions; the kernels are those that `prior_kernels` keeps
    def of(architecture: Architecture, distribution: str) -> "GridPrior":
        """The prior of a network under "nngp", "ntk" or "ensemble"; its kernels are computed once."""
        return GridPrior.from_kernels(architecture, distribution, prior_kernels(architecture))

    @staticmethod
    def from_kernels(architecture: Architecture, distribution: str, kernels: KernelPair) -> "GridPrior":
        """The prior of a network whose kernels on the grid have been computed already."""
        function, regression = (np.asarray(kernel) for kernel in function_and_regression(distribution, kernels))
        mean_variance = float(function.diagonal().mean())
        return GridPrior(architecture, PriorKernels(Distribution(distribution), function, regression, mean_variance))

    def samples(self, seed: int, root: Root) -> np.ndarray:
        """Functions drawn from the prior with the normals of `seed`, (S, 301)."""
        return base_samples(self.architecture, self.kernels.distribution.function_kernel, seed, root)[0]

    def condition(self, x: ArrayLike, *, noise_std: float, time: float = math.inf) -> Conditioned:
        """Condition on n inputs x (n,) on the grid, for any labels. `time` concerns the ensemble only."""
        return condition(self.kernels, grid_index(x), noise_std, time)
