"""The same posterior on the grid of a Scene, padded and masked, so that no edit ever compiles anything."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from ntkcore.architecture import LIMITS
from ntkcore.eigenmodes import Eigenmodes
from ntkcore.gaussian import JITTER, Factor, Update, condition, factor_log_density, factorise, square_root_times
from ntkcore.kernels import GRID, KernelPair
from ntkcore.predict import function_and_regression, learned_up_to
from ntkcore.scene import Prior

CAPACITIES = (8, 16, 32, 64)  # training sets are padded to one of these, so that few shapes are ever compiled

# A variance below FIXED times the prior's mean variance counts as none: what jitter leaves of it, and rounding.
FIXED = 10 * JITTER


class GridPosterior(NamedTuple):
    """The posterior of f on `kernels.GRID` (g = 301 inputs) given training data padded to capacity c."""

    mean: jax.Array  # (g,)
    std: jax.Array  # (g,)
    samples: jax.Array  # (S, g)
    update: Update  # (g, c) each: cov(i, j) = F[i, j] − left_i·right_j − right_i·left_j
    factor: Factor  # of the regression kernel on the training inputs: spectrum, jitter, condition, rank
    log_evidence: jax.Array  # log N(y; 0, R_XX + σ² + jitter), nats; 0 without data


class CandidateDensities(NamedTuple):
    """Of C candidate labellings; each (C,)."""

    log_density: jax.Array  # nats; where `fixed`, not meaningful as a number
    fixed: jax.Array  # bool: the data already fix the labels in some direction
    residual: jax.Array  # how far, in units of the labels, the candidate is off in the fixed directions; else 0


def capacity(count: int) -> int:
    """The smallest of `CAPACITIES` that holds `count` points. Raises ValueError if none does."""
    for size in CAPACITIES:
        if count <= size:
            return size
    raise ValueError(f"the grid path holds at most {CAPACITIES[-1]} points, got {count}. Use predict for more.")


def grid_index(x: ArrayLike) -> np.ndarray:
    """Positions int32 in `kernels.GRID` of inputs that were snapped to it."""
    return np.rint((np.asarray(x, dtype=np.float64) - GRID[0]) * 100).astype(np.int32)


def prior_samples(modes: Eigenmodes, normals: ArrayLike) -> jax.Array:
    """Functions f₀ ~ N(0, F) on the grid, (S, 301), from standard normals (S, 301); modes = grid_modes(F).

    The same normals give functions that change continuously with the architecture (symmetric square root).
    """
    return _prior_samples(modes, np.asarray(normals, dtype=np.float64))


@jax.jit
def _prior_samples(modes: Eigenmodes, normals: jax.Array) -> jax.Array:
    return square_root_times(modes.values, modes.vectors, normals)


def condition_on_grid(
    kernels: KernelPair,
    x: ArrayLike,
    y: ArrayLike,
    *,
    prior: str,
    noise_std: float,
    time: float,
    base_samples: jax.Array,
    noise_samples: np.ndarray,
) -> GridPosterior:
    """`predict` at all of `GRID` from kernels = grid_kernels(…), for inputs x (n,) on the grid and labels y (n,).

    Samples follow Matheron's rule, f₀ + A(y − f₀(X) − ε √(σ² + jitter)) with f₀ from `base_samples` (S, 301) and ε
    from `noise_samples` (S, 64), standard normal (no ε for the ensemble): exact draws with frozen noise. ε belongs to
    the place of a point in the list. As in a Scene, `time` concerns the ensemble only. Compiled once per `capacity`.
    """
    size, count = capacity(np.size(y)), np.size(y)
    index, labels = np.zeros(size, np.int32), np.zeros(size)
    index[:count], labels[:count] = grid_index(x), np.asarray(y, dtype=np.float64)
    function, regression = function_and_regression(prior, kernels)
    ensemble = prior == Prior.ENSEMBLE
    return _condition_on_grid(
        function,
        regression,
        index,
        labels,
        np.int32(count),
        np.float64(noise_std),
        np.float64(time if ensemble else math.inf),
        np.bool_(ensemble),
        base_samples,
        np.asarray(noise_samples[:, :size]),
    )


@jax.jit
def _condition_on_grid(
    function: jax.Array,
    regression: jax.Array,
    index: jax.Array,
    y: jax.Array,
    count: jax.Array,
    noise_std: jax.Array,
    time: jax.Array,
    ensemble: jax.Array,
    base_samples: jax.Array,
    noise_samples: jax.Array,
) -> GridPosterior:
    """Every block of the kernels is a gather; padded labels are 0 and padded columns of the gain vanish."""
    factor = factorise(regression[index[:, None], index], noise_std, count)
    function_cross = function[:, index]
    learned = learned_up_to(factor, time)
    update = condition(factor, function_cross[index], function_cross, regression[:, index], learned, ensemble)
    variance = jnp.diagonal(function) - 2.0 * jnp.sum(update.left * update.right, axis=1)
    noise = jnp.where(ensemble, 0.0, jnp.sqrt(jnp.square(noise_std) + factor.jitter)) * noise_samples
    samples = base_samples + (y - base_samples[:, index] - noise) @ update.gain.T
    return GridPosterior(
        update.gain @ y,
        jnp.sqrt(jnp.maximum(variance, 0.0)),
        samples,
        update,
        factor,
        factor_log_density(factor, y),
    )


def candidate_log_densities(
    kernels: KernelPair,
    posterior: GridPosterior,
    candidates: Sequence[tuple[Sequence[float], Sequence[float]]],
    *,
    prior: str,
    noise_std: float,
) -> CandidateDensities:
    """The joint log-density, in nats, of each candidate's labels y* at its inputs x* on the grid, given the data.

    y* = f(x*) + noise of noise_std, for every prior; candidates are pairs (x*, y*), up to 26 of up to 8 inputs.
    `kernels`, `prior` and `noise_std` as given to `condition_on_grid`, `posterior` what it returned.
    """
    shape = (int(LIMITS["candidates"].high), int(LIMITS["candidate_inputs"].high))
    index, labels, sizes = np.zeros(shape, np.int32), np.zeros(shape), np.zeros(shape[0], np.int32)
    for row, (x, y) in enumerate(candidates):
        sizes[row] = len(y)
        index[row, : len(y)], labels[row, : len(y)] = grid_index(x), y
    function, _ = function_and_regression(prior, kernels)
    every = _candidate_log_densities(
        function, posterior.mean, posterior.update, index, labels, sizes, np.float64(noise_std)
    )
    return CandidateDensities(*(field[: len(candidates)] for field in jax.device_get(every)))


@jax.jit
def _candidate_log_densities(
    function: jax.Array,
    mean: jax.Array,
    update: Update,
    index: jax.Array,
    labels: jax.Array,
    sizes: jax.Array,
    noise_std: jax.Array,
) -> CandidateDensities:
    """Padding is independent of the rest, has variance `scale` and residual 0, and its density is taken out again."""
    scale = jnp.mean(jnp.diagonal(function))

    def one(at: jax.Array, y: jax.Array, count: jax.Array) -> CandidateDensities:
        real = jnp.arange(at.size) < count
        half = 0.5 * function[at[:, None], at] - update.left[at] @ update.right[at].T
        covariance = half + half.T + jnp.square(noise_std) * jnp.eye(at.size)
        covariance = jnp.where(real[:, None] & real, covariance, scale * jnp.eye(at.size))
        variances, directions = jnp.linalg.eigh(covariance)
        residual = jnp.where(real, y - mean[at], 0.0) @ directions
        fixed = variances < FIXED * scale
        safe = jnp.where(fixed, FIXED * scale, variances)
        twice = jnp.sum(residual**2 / safe + jnp.log(safe)) - (at.size - count) * jnp.log(scale)
        density = -0.5 * (twice + count * math.log(2 * math.pi))
        return CandidateDensities(density, jnp.any(fixed), jnp.max(jnp.where(fixed, jnp.abs(residual), 0.0)))

    return jax.vmap(one)(index, labels, sizes)
