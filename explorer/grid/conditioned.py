"""A scene's posterior on its window: GridPrior → Conditioned → Posterior. The small problems are solved in numpy."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from explorer.grid.prior import prior_kernels
from explorer.scene.window import grid_index
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Distribution
from ntkcore.inference.gaussian import JITTER, Factor, factor_log_density, factorise, with_jitter
from ntkcore.inference.posterior import Update, condition, function_and_regression, spectral_filters
from ntkcore.spectra.modes import orient

# Share of the prior's mean variance below which the data fix a value: jitter and rounding leave about as much.
FIXED = 10 * JITTER

Labels = tuple[Sequence[float], Sequence[float]]  # inputs x* on the grid, and their labels y*


class Curve(NamedTuple):
    """Mean and standard deviation of f at m inputs, (m,) each."""

    mean: np.ndarray
    std: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class GridPrior:
    """A distribution over functions on `window.GRID` (g = 301 inputs) before it sees data, by its two kernels."""

    distribution: Distribution
    function: np.ndarray  # F (g, g): the covariance of the functions
    regression: np.ndarray  # R (g, g): the kernel that carries labels; F itself for a Gaussian process

    @staticmethod
    @cached(96)  # of 32 networks all three distributions; the kernels are those that `prior_kernels` keeps
    def of(architecture: Architecture, distribution: str) -> "GridPrior":
        """The prior of a network under "nngp", "ntk" or "ensemble"; its kernels are computed once."""
        function, regression = function_and_regression(distribution, prior_kernels(architecture))
        return GridPrior(Distribution(distribution), np.asarray(function), np.asarray(regression))

    @property
    def is_ensemble(self) -> bool:
        """Whether this is the ensemble of trained networks: only it has a training time, and it has no label noise."""
        return self.distribution is Distribution.ENSEMBLE

    def condition(self, x: ArrayLike, *, noise_std: float, time: float = math.inf) -> "Conditioned":
        """Condition on n inputs x (n,) on the grid, for any labels. `time` concerns the ensemble only."""
        at = grid_index(x)
        factor = factorise(self.regression[at[:, None], at], noise_std)
        if len(at):
            factor = factor._replace(vectors=orient(factor.vectors))
        floor = FIXED * float(self.function.diagonal().mean())
        return _solved(self, at, noise_std, time if self.is_ensemble else math.inf, factor, floor)


@dataclass(frozen=True, slots=True, eq=False)
class Conditioned:
    """f on the grid conditioned on n inputs, noise and time: everything that does not depend on the labels."""

    prior: GridPrior
    grid_indices: np.ndarray  # (n,) of the inputs in the grid
    noise_std: float
    time: float  # ∞ for the Gaussian processes
    factor: Factor  # of R_XX: modes with signs as in `Eigenmodes`, jitter, condition, rank
    floor: float  # a variance below it counts as none: FIXED times the prior's mean variance
    update: Update  # (g, n) each: cov(i, j) = F[i, j] − left_i·right_j − right_i·left_j
    learned: np.ndarray  # (n,) (1 − e^{−λ′t})/λ′ of each mode, 1/λ′ when training has converged
    std: np.ndarray  # (g,) of f given the data
    label_std: float  # √(σ² + jitter) of the labels' own noise; 0 for the ensemble

    def rejittered(self, multiple: float) -> "Conditioned":
        """This object with `multiple` times the jitter; the object itself if it has no jitter.

        Comparing means and densities at multiples 10 and 0.1 shows which of them depend on the jitter. The variance
        that jitter leaves grows with it, and so does the floor.
        """
        if not self.factor.jitter:
            return self
        factor, floor = with_jitter(self.factor, multiple), max(1.0, multiple) * self.floor
        return _solved(self.prior, self.grid_indices, self.noise_std, self.time, factor, floor)

    def covariance(self, at: np.ndarray) -> np.ndarray:
        """The covariance (…, m, m) of f given the data at grid indices (…, m), exactly symmetric."""
        prior_covariance = self.prior.function[at[..., :, None], at[..., None, :]]
        half_covariance = 0.5 * prior_covariance - self.update.left[at] @ self.update.right[at].swapaxes(-1, -2)
        return half_covariance + half_covariance.swapaxes(-1, -2)

    def posterior(self, y: ArrayLike) -> "Posterior":
        """The distribution when the n inputs have the labels y (n,): a few matrix-vector products."""
        labels = np.asarray(y, dtype=np.float64)
        coordinates = labels @ self.factor.vectors
        return Posterior(self, labels, coordinates, np.asarray(self.update.gain @ coordinates))


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """The distribution of f given n labelled points: a `Conditioned` with its labels and the mean."""

    conditioned: Conditioned
    labels: np.ndarray  # (n,)
    coordinates: np.ndarray  # (n,) of the labels in the modes
    mean: np.ndarray  # (g,) of f

    @property
    def log_evidence(self) -> float:
        """log N(y; 0, R_XX + σ² + jitter), nats; 0 without data."""
        return factor_log_density(self.conditioned.factor, self.labels)

    @property
    def misses(self) -> np.ndarray:
        """|mean − y| (n,): without noise, after enough training, only the jitter makes it differ from 0."""
        return np.abs(self.mean[self.conditioned.grid_indices] - self.labels)

    def samples(self, base_samples: np.ndarray, noise_samples: np.ndarray) -> np.ndarray:
        """Draws of f given the data, (S, g), that change continuously with it.

        Matheron's rule, f₀ + A(y − f₀(X) − ε √(σ² + jitter)) with f₀ from `base_samples` (S, g) and ε from
        `noise_samples` (S, 64), standard normal (no ε for the ensemble): exact draws with frozen noise. Each ε belongs
        to the position of a point in the list.
        """
        conditioned = self.conditioned
        noise = conditioned.label_std * noise_samples[:, : len(self.labels)]
        residual = self.labels - base_samples[:, conditioned.grid_indices] - noise
        return np.asarray(base_samples + residual @ conditioned.factor.vectors @ conditioned.update.gain.T)

    def log_densities(self, candidates: Sequence[Labels]) -> "CandidateDensities":
        """The joint log-density, in nats, of each candidate's labels y* at its inputs x*, given the data.

        y* = f(x*) + noise of noise_std, for every distribution. Candidates with as many inputs are solved together.
        """
        conditioned, count = self.conditioned, len(candidates)
        blank = [np.zeros(count) for _ in range(3)]
        fixed, free_directions = np.zeros(count, bool), np.zeros(count, int)
        out = CandidateDensities(blank[0], fixed, free_directions, blank[1], [np.zeros(0)] * count, blank[2])
        for size in {len(y) for _, y in candidates}:
            same = [index for index, (_, y) in enumerate(candidates) if len(y) == size]
            at = grid_index([candidates[index][0] for index in same])
            labels = np.array([candidates[index][1] for index in same], dtype=np.float64)
            covariance = conditioned.covariance(at) + conditioned.noise_std**2 * np.eye(size)
            variances, directions = np.linalg.eigh(covariance)
            residual = ((labels - self.mean[at])[:, None, :] @ directions)[:, 0]
            free, safe = variances >= conditioned.floor, np.maximum(variances, conditioned.floor)
            twice = residual**2 / safe + np.log(safe) + math.log(2 * math.pi)
            out.log_density[same] = -0.5 * (free * twice).sum(axis=1)
            out.fixed[same], out.free[same] = ~free.all(axis=1), free.sum(axis=1)
            out.residual[same] = (~free * np.abs(residual)).max(axis=1)
            solved = (directions @ (free * residual / safe)[:, :, None])[:, :, 0]
            for index, row in zip(same, solved, strict=True):
                out.solved[index] = row
            out.precision[same] = (free / safe).sum(axis=1)
        return out


class CandidateDensities(NamedTuple):
    """Log-densities of C candidate labellings, and what certainty needs to know of them; each (C,)."""

    log_density: np.ndarray  # nats, of the labels in the directions that the data leave free; 0 if there are none
    fixed: np.ndarray  # bool: the data already fix the labels in some direction
    free: np.ndarray  # int: how many directions the data leave to the labels
    residual: np.ndarray  # how far, in units of the labels, the candidate is off in the fixed directions; else 0
    solved: list[np.ndarray]  # (m,) each: C⁻¹(y* − mean) in the free directions, C the covariance of the m labels
    precision: np.ndarray  # trace of C⁻¹ in the free directions


def _solved(
    prior: GridPrior, at: np.ndarray, noise_std: float, time: float, factor: Factor, floor: float
) -> Conditioned:
    # F is symmetric. Its rows are contiguous in memory, its columns are not.
    function_cross = prior.function[at].T
    regression_cross = function_cross if prior.function is prior.regression else prior.regression[at].T
    learned = spectral_filters(factor, time)
    update = condition(factor, function_cross[at], function_cross, regression_cross, learned, prior.is_ensemble)
    variance = prior.function.diagonal() - 2.0 * np.einsum("ij,ij->i", update.left, update.right)
    return Conditioned(
        prior,
        at,
        noise_std,
        time,
        factor,
        floor,
        update,
        np.asarray(learned[0]),
        np.sqrt(np.maximum(variance, 0.0)),
        0.0 if prior.is_ensemble else math.sqrt(float(factor.noise_var) + float(factor.jitter)),
    )
