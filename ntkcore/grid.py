"""The same posterior on the grid of a Scene: kernels from JAX, the small problems in numpy, so no edit compiles."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import jax
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.checks import Array
from ntkcore.choices import Distribution
from ntkcore.eigenmodes import Eigenmodes, orient
from ntkcore.gaussian import (
    JITTER,
    Factor,
    factor_log_density,
    factorise,
    square_root_times,
    with_jitter,
)
from ntkcore.kernels import KernelPair
from ntkcore.posterior import Update, condition, function_and_regression, learned_up_to
from ntkcore.window import grid_index

# As a share of the prior's mean variance: what jitter leaves of a variance that the data fix, and rounding.
FIXED = 10 * JITTER


class GridUpdate(NamedTuple):
    """What n inputs X, prior, noise and time do to f on `window.GRID` (g = 301 inputs); labels change none of it."""

    std: np.ndarray  # (g,) of f given the data
    update: Update  # (g, n) each: cov(i, j) = F[i, j] − left_i·right_j − right_i·left_j
    factor: Factor  # of R_XX: modes with signs as in `Eigenmodes`, jitter, condition, rank
    places: np.ndarray  # (n,) of X in the grid
    label_std: float  # √(σ² + jitter) of the labels' own noise; 0 for the ensemble
    floor: float  # a variance below it counts as none: FIXED times the prior's mean variance
    learned: np.ndarray  # (n,) (1 − e^{−λ′t})/λ′ of each mode, 1/λ′ when training has converged


class GridPosterior(NamedTuple):
    """What the labels add to a `GridUpdate`."""

    mean: np.ndarray  # (g,)
    samples: np.ndarray  # (S, g)
    log_evidence: float  # log N(y; 0, R_XX + σ² + jitter), nats; 0 without data


class CandidateDensities(NamedTuple):
    """Of C candidate labellings; each (C,)."""

    log_density: np.ndarray  # nats, of the labels in the directions that the data leave free; 0 if there are none
    fixed: np.ndarray  # bool: the data already fix the labels in some direction
    free: np.ndarray  # int: how many directions the data leave to the labels
    residual: np.ndarray  # how far, in units of the labels, the candidate is off in the fixed directions; else 0
    solved: list[np.ndarray]  # (m,) each: C⁻¹(y* − mean) in the free directions, C the covariance of the m labels
    precision: np.ndarray  # trace of C⁻¹ in the free directions


def prior_samples(modes: Eigenmodes, normals: ArrayLike) -> Array:
    """Functions f₀ ~ N(0, F) on the grid, (2, S, 301), from standard normals (2, S, 301); modes = grid_modes(F).

    The same normals give functions that change continuously with the architecture (symmetric square root).
    """
    return _prior_samples(modes, np.asarray(normals, dtype=np.float64))


@jax.jit
def _prior_samples(modes: Eigenmodes, normals: Array) -> Array:
    return square_root_times(modes.values, modes.vectors, normals)


def condition_on_grid(kernels: KernelPair, x: ArrayLike, *, prior: str, noise_std: float, time: float) -> GridUpdate:
    """What `predict` knows at all of `GRID` before it sees labels: kernels = symmetric_gram(…), x (n,) on the grid.

    Every block of the kernels is a gather from them. As in a Scene, `time` concerns the ensemble only.
    """
    places = grid_index(x)
    function, regression = (np.asarray(kernel) for kernel in function_and_regression(prior, kernels))
    ensemble = prior == Distribution.ENSEMBLE
    factor = factorise(regression[places[:, None], places], noise_std)
    if len(places):
        factor = factor._replace(vectors=orient(factor.vectors))
    return _update(function, regression, places, factor, ensemble, time)


def rejittered(known: GridUpdate, kernels: KernelPair, multiple: float, *, prior: str, time: float) -> GridUpdate:
    """`known` with its jitter multiplied; `kernels`, `prior` and `time` are those that it was made from.

    Without jitter nothing changes. Comparing means and densities at multiple 10 and 0.1 with those of `known`
    says which of them are the jitter's. What jitter leaves of a variance grows with it, and so does the floor.
    """
    if not known.factor.jitter:
        return known
    function, regression = (np.asarray(kernel) for kernel in function_and_regression(prior, kernels))
    factor = with_jitter(known.factor, multiple)
    update = _update(function, regression, known.places, factor, prior == Distribution.ENSEMBLE, time)
    return update._replace(floor=max(1.0, multiple) * update.floor)


def _update(
    function: np.ndarray, regression: np.ndarray, places: np.ndarray, factor: Factor, ensemble: bool, time: float
) -> GridUpdate:
    # Rows, not the equal columns: they lie together in memory.
    function_cross = function[places].T
    regression_cross = function_cross if function is regression else regression[places].T
    learned = learned_up_to(factor, time if ensemble else math.inf)
    update = condition(factor, function_cross[places], function_cross, regression_cross, learned, ensemble)
    prior_variance = np.ascontiguousarray(function.diagonal())
    variance = prior_variance - 2.0 * np.einsum("ij,ij->i", update.left, update.right)
    return GridUpdate(
        np.sqrt(np.maximum(variance, 0.0)),
        update,
        factor,
        places,
        0.0 if ensemble else math.sqrt(float(factor.noise_var) + float(factor.jitter)),
        FIXED * float(prior_variance.mean()),
        np.asarray(learned[0]),
    )


def training_misses(known: GridUpdate, mean: np.ndarray, y: ArrayLike) -> np.ndarray:
    """|mean − y| (n,) at the training inputs: without noise and with enough training, what the jitter leaves of y."""
    return np.abs(mean[known.places] - np.asarray(y, dtype=np.float64))


def label_grid(known: GridUpdate, y: ArrayLike, base_samples: np.ndarray, noise_samples: np.ndarray) -> GridPosterior:
    """The posterior on the grid when the inputs of `known` have the labels y (n,); a few matrix-vector products.

    Samples follow Matheron's rule, f₀ + A(y − f₀(X) − ε √(σ² + jitter)) with f₀ from `base_samples` (S, 301) and ε
    from `noise_samples` (S, 64), standard normal (no ε for the ensemble): exact draws with frozen noise. ε belongs to
    the place of a point in the list.
    """
    labels, gain, modes = np.asarray(y, dtype=np.float64), known.update.gain, known.factor.vectors
    noise = known.label_std * noise_samples[:, : len(labels)]
    samples = base_samples + (labels - base_samples[:, known.places] - noise) @ modes @ gain.T
    return GridPosterior(
        np.asarray(gain @ (labels @ modes)), np.asarray(samples), factor_log_density(known.factor, labels)
    )


def candidate_log_densities(
    kernels: KernelPair,
    known: GridUpdate,
    mean: np.ndarray,
    candidates: Sequence[tuple[Sequence[float], Sequence[float]]],
    *,
    prior: str,
    noise_std: float,
) -> CandidateDensities:
    """The joint log-density, in nats, of each candidate's labels y* at its inputs x* on the grid, given the data.

    y* = f(x*) + noise of noise_std, for every prior; candidates are pairs (x*, y*), and those with equally many
    inputs are solved together. `kernels`, `prior` and `noise_std` as given to `condition_on_grid`, `known` what it
    returned, `mean` (301,) that of `label_grid`.
    """
    function = np.asarray(function_and_regression(prior, kernels)[0])
    left, right = known.update.left, known.update.right
    number = len(candidates)
    blank = [np.zeros(number) for _ in range(3)]
    fixed, directions_left = np.zeros(number, bool), np.zeros(number, int)
    out = CandidateDensities(blank[0], fixed, directions_left, blank[1], [np.zeros(0)] * number, blank[2])
    for size in {len(y) for _, y in candidates}:
        places = [place for place, (_, y) in enumerate(candidates) if len(y) == size]
        at = grid_index([candidates[place][0] for place in places])
        labels = np.array([candidates[place][1] for place in places], dtype=np.float64)
        half = 0.5 * function[at[:, :, None], at[:, None, :]] - left[at] @ right[at].transpose(0, 2, 1)
        covariance = half + half.transpose(0, 2, 1) + noise_std**2 * np.eye(size)
        variances, directions = np.linalg.eigh(covariance)
        residual = ((labels - mean[at])[:, None, :] @ directions)[:, 0]
        free, safe = variances >= known.floor, np.maximum(variances, known.floor)
        twice = residual**2 / safe + np.log(safe) + math.log(2 * math.pi)
        out.log_density[places] = -0.5 * (free * twice).sum(axis=1)
        out.fixed[places], out.free[places] = ~free.all(axis=1), free.sum(axis=1)
        out.residual[places] = (~free * np.abs(residual)).max(axis=1)
        solved = (directions @ (free * residual / safe)[:, :, None])[:, :, 0]
        for place, row in zip(places, solved, strict=True):
            out.solved[place] = row
        out.precision[places] = (free / safe).sum(axis=1)
    return out
