"""A scene's posterior on its window: Conditioned → Posterior. The small problems are solved in numpy."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from explorer.scene.window import grid_index
from ntkcore.choices import Distribution
from ntkcore.inference.factor import JITTER, Factor, factor_log_density, factorise, with_jitter
from ntkcore.inference.posterior import Update, conditional_covariance, posterior_update, spectral_filters

# Share of the prior's mean variance below which the data fix a value: jitter and rounding leave about as much.
FIXED = 10 * JITTER
JITTERS = (10.0, 0.1)  # other sizes of the jitter, as multiples of it: what changes with them depends on the jitter


class Curve(NamedTuple):
    """Mean and standard deviation of f at m inputs, (m,) each."""

    mean: np.ndarray
    std: np.ndarray


class PriorKernels(NamedTuple):
    """The two kernels of a distribution over functions on `window.GRID` (g = 301 inputs), before it sees data."""

    distribution: Distribution
    function: np.ndarray  # F (g, g): the covariance of the functions
    regression: np.ndarray  # R (g, g): the kernel that carries labels; F itself for a Gaussian process
    mean_variance: float  # the mean of F's diagonal

    @property
    def is_ensemble(self) -> bool:
        """Whether these are trained networks: only they have a training time, and they have no label noise."""
        return self.distribution is Distribution.ENSEMBLE


def condition(kernels: PriorKernels, at: np.ndarray, noise_std: float, time: float) -> "Conditioned":
    """Condition on inputs at the grid indices `at` (n,), for any labels; where jitter is needed, with JITTERS too."""
    time = time if kernels.is_ensemble else math.inf
    factor = factorise(kernels.regression[at[:, None], at], noise_std)
    floor = FIXED * kernels.mean_variance
    # The variance that jitter leaves grows with it, and so does the floor.
    others = tuple(
        _solved(kernels, at, noise_std, time, with_jitter(factor, multiple), max(1.0, multiple) * floor)
        for multiple in (JITTERS if factor.jitter else ())
    )
    return _solved(kernels, at, noise_std, time, factor, floor, others)


@dataclass(frozen=True, slots=True, eq=False)
class Conditioned:
    """f on the grid conditioned on n inputs, noise and time: everything that does not depend on the labels."""

    prior: PriorKernels
    grid_indices: np.ndarray  # (n,) of the inputs in the grid
    noise_std: float
    time: float  # ∞ for the Gaussian processes
    factor: Factor  # of R_XX: modes with the signs that LAPACK gives them, jitter, condition
    floor: float  # a variance below it counts as none: FIXED times the prior's mean variance
    update: Update  # (g, n) each: cov(i, j) = F[i, j] − left_i·right_j − right_i·left_j
    learned: np.ndarray  # (n,) (1 − e^{−λ′t})/λ′ of each mode, 1/λ′ when training has converged
    variance: np.ndarray  # (g,) of f given the data, as computed: rounding may leave it below 0
    std: np.ndarray  # (g,) of f given the data
    label_std: float  # √(σ² + jitter) of the labels' own noise; 0 for the ensemble
    others: tuple["Conditioned", ...]  # the same with JITTERS times the jitter; none where there is no jitter

    def covariance(self, at: np.ndarray) -> np.ndarray:
        """The covariance (m, m) of f given the data at grid indices (m,), exactly symmetric."""
        prior_covariance = self.prior.function[at[:, None], at]
        return np.asarray(conditional_covariance(prior_covariance, self.update.left[at], self.update.right[at]))

    def posterior(self, y: ArrayLike) -> "Posterior":
        """The distribution when the n inputs have the labels y (n,): a few matrix-vector products."""
        labels = np.asarray(y, dtype=np.float64)
        coordinates = labels @ self.factor.vectors
        mean = np.asarray(self.update.gain @ coordinates)
        return Posterior(
            self,
            labels,
            coordinates,
            mean,
            np.abs(mean[self.grid_indices] - labels),
            factor_log_density(self.factor, labels),
            tuple(other.posterior(labels) for other in self.others),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """The distribution of f given n labelled points: a `Conditioned` with its labels and the mean."""

    conditioned: Conditioned
    labels: np.ndarray  # (n,)
    coordinates: np.ndarray  # (n,) of the labels in the modes
    mean: np.ndarray  # (g,) of f
    misses: np.ndarray  # (n,) |mean − y|: without noise, after enough training, only jitter makes it differ from 0
    log_evidence: float  # log N(y; 0, R_XX + σ² + jitter), nats; 0 without data
    others: tuple["Posterior", ...]  # the same with other sizes of the jitter, as in `Conditioned`

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

    def log_densities(
        self, x: Sequence[float], labellings: ArrayLike, noise_std: float | None = None
    ) -> tuple["LabelDensities", ...]:
        """`log_density` with the jitter, then with the other sizes of it."""
        return tuple(each.log_density(x, labellings, noise_std) for each in (self, *self.others))

    def log_density(
        self, x: Sequence[float], labellings: ArrayLike, noise_std: float | None = None
    ) -> "LabelDensities":
        """The joint log-density, in nats, of k labellings (k, m) at m inputs x on the grid, given the data.

        y* = f(x*) + noise of noise_std, that of the data's labels if it is None, for every distribution.
        """
        conditioned, at = self.conditioned, grid_index(x)
        off = np.asarray(labellings, dtype=np.float64) - self.mean[at]
        noise_var, directions = (conditioned.noise_std if noise_std is None else noise_std) ** 2, None
        if len(at) == 1:
            variances = conditioned.variance[at] + noise_var
        else:
            variances, directions = np.linalg.eigh(conditioned.covariance(at) + noise_var * np.eye(len(at)))
            off = off @ directions
        free = variances >= conditioned.floor
        safe = np.maximum(variances, conditioned.floor)
        solved = free * off / safe
        count = int(free.sum())
        log_det = float((free * np.log(safe)).sum())
        return LabelDensities(
            at,
            -0.5 * ((off * solved).sum(axis=1) + (log_det + count * math.log(2 * math.pi))),
            count < len(at),
            count,
            (~free * np.abs(off)).max(axis=1),
            solved if directions is None else solved @ directions.T,
            float((free / safe).sum()),
        )


class LabelDensities(NamedTuple):
    """Log-densities of k labellings at the same m inputs, and what certainty needs to know of them."""

    grid_indices: np.ndarray  # (m,) of the inputs
    log_density: np.ndarray  # (k,) nats, of the labels in the directions that the data leave free; 0 if there are none
    fixed: bool  # the data already fix the labels in some direction
    free: int  # how many directions the data leave to the labels
    residual: np.ndarray  # (k,) how far, in units of the labels, each is off in the fixed directions; else 0
    solved: np.ndarray  # (k, m) C⁻¹(y* − mean) in the free directions, C the covariance of the m labels
    precision: float  # trace of C⁻¹ in the free directions


def _solved(
    prior: PriorKernels,
    at: np.ndarray,
    noise_std: float,
    time: float,
    factor: Factor,
    floor: float,
    others: tuple[Conditioned, ...] = (),
) -> Conditioned:
    # F is symmetric. Its rows are contiguous in memory, its columns are not.
    function_cross = prior.function[at].T
    regression_cross = function_cross if prior.function is prior.regression else prior.regression[at].T
    learned = spectral_filters(factor, time)
    update = posterior_update(factor, function_cross[at], function_cross, regression_cross, learned, prior.is_ensemble)
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
        variance,
        np.sqrt(np.maximum(variance, 0.0)),
        0.0 if prior.is_ensemble else math.sqrt(float(factor.noise_var) + float(factor.jitter)),
        others,
    )
