"""Scene → View of plain numpy arrays: the one seam between the mathematics and the pages."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ntkcore.answers import AGREES, Group, answer_groups
from ntkcore.architecture import Architecture
from ntkcore.certainty import (
    Certainty,
    Solves,
    assess_curves,
    candidate_densities,
    digits_left,
    rounding_of_evidence,
    solve,
)
from ntkcore.choices import Distribution
from ntkcore.eigenmodes import Eigenmodes
from ntkcore.gaussian import factor_log_density
from ntkcore.grid import GridPosterior, label_grid, training_misses
from ntkcore.health import NOISES, VISIBLE, Health, Solved, assess, is_poor
from ntkcore.prior import base_samples, normals, prior_kernels, prior_modes
from ntkcore.scene import Scene
from ntkcore.window import GRID, grid_index

SHOWN_MODES = 8
_KEPT_UPDATES = 128  # at most half a MB each


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """All that a page draws of a scene; arrays are read-only.

    grid (301,) · mean, std of f (301,) · samples (5, 301) · kernel k(x, x′) on the grid (301, 301) · slice k(x₀, ·)
    (301,) with its range, 0 included · groups of candidates · eigenvalues (n,) and modes (n, n) in columns on the
    training inputs · eigenvalues (301,) of the kernel for uniform density on the window and its first modes (301, 8)
    · log_evidence of the training labels (nats) · jitter (absolute), condition number, misfit: the largest distance of
    the mean from a label · remedy: the label noise that would mend poor health, if any · health in words.
    """

    scene: Scene
    grid: np.ndarray
    mean: np.ndarray
    std: np.ndarray
    samples: np.ndarray
    kernel: np.ndarray
    slice: np.ndarray
    slice_range: tuple[float, float]
    groups: tuple[Group, ...]
    values: np.ndarray
    vectors: np.ndarray
    grid_values: np.ndarray
    grid_modes: np.ndarray
    log_evidence: float
    jitter: float
    condition: float
    misfit: float
    remedy: float | None
    health: Health


class _Solution(NamedTuple):
    """A scene solved, and how certain the answers are."""

    solves: Solves
    certainty: Certainty
    groups: tuple[Group, ...]
    log_evidence: float
    solved: Solved


def explore(scene: Scene) -> View:
    """Everything that the playground shows of `scene`, as read-only numpy arrays; deterministic in the scene."""
    solution, noise = _solve(scene), normals(scene.seed)
    distribution = Distribution(scene.prior)
    base = base_samples(scene.architecture, distribution.function_kernel, scene.seed)
    posterior = label_grid(solution.solves.update, scene.dataset.y, base[0], noise.label[0])
    return _view(scene, solution, posterior, prior_modes(scene.architecture, distribution.regression_kernel))


def doubt(scene: Scene) -> np.ndarray:
    """How far mean and standard deviation of f can be off because of jitter and rounding, (301,)."""
    certainty = _solve(scene).certainty
    return np.maximum(certainty.mean, certainty.std)


def _solve(scene: Scene) -> _Solution:
    """All but the samples."""
    kernels = prior_kernels(scene.architecture)
    time = scene.time if scene.prior == Distribution.ENSEMBLE else math.inf
    solves = _conditioned(scene.architecture, scene.dataset.x, scene.prior, scene.noise_std, time)
    labels, places = np.array(scene.dataset.y), solves.update.places
    certainty = assess_curves(solves, scene.dataset.y)
    misses, converged = training_misses(solves.update, certainty.means[0], labels), math.isinf(time)
    factor = solves.update.factor
    spoiled = bool(factor.jitter) and converged
    densities = candidate_densities(
        kernels, solves, certainty.means, scene.candidates, prior=scene.prior, noise_std=scene.noise_std
    )
    missed = frozenset(places[misses >= AGREES].tolist()) if spoiled else frozenset()
    groups = answer_groups(scene.candidates, densities, certainty, missed)
    evidence = factor_log_density(factor, np.array(scene.dataset.y, dtype=np.float64))
    of_evidence = rounding_of_evidence(solves, scene.dataset.y) / max(abs(evidence), 1.0)
    asked = np.unique(grid_index([x for candidate in scene.candidates for x in candidate.x]))
    diagonal = np.asarray(kernels.of(Distribution(scene.prior).regression_kernel)).diagonal()[places]
    solved = Solved(
        condition=float(factor.condition),
        jitter=float(factor.jitter),
        mean_diagonal=float(diagonal.mean()) if len(places) else 0.0,
        misfit=float(misses.max(initial=0.0)),
        converged=converged,
        exact=_exact(certainty, groups),
        ranked=all(group.ranked for group in groups),
        digits=digits_left(solves, certainty, asked, [*(group.rounding for group in groups), of_evidence]),
    )
    return _Solution(solves, certainty, groups, evidence, solved)


def _exact(certainty: Certainty, groups: tuple[Group, ...]) -> bool:
    """Whether every digit that is usually shown is certain."""
    curves = max(float(certainty.mean.max()), float(certainty.std.max()))
    return curves < VISIBLE and all(group.exact for group in groups)


def _remedy(scene: Scene, solved: Solved) -> float | None:
    """The smallest noise to offer with which nothing is poor; None if nothing is now, or none of them helps."""
    if not is_poor(scene, solved):
        return None
    for noise_std in NOISES:
        if noise_std > scene.noise_std:
            other = replace(scene, noise_std=noise_std)
            if not is_poor(other, _solve(other).solved):
                return noise_std
    return None


@lru_cache(maxsize=_KEPT_UPDATES)
def _conditioned(architecture: Architecture, x: tuple[float, ...], prior: str, noise_std: float, time: float) -> Solves:
    """All that an edit of labels or candidates leaves as it was."""
    return solve(architecture, x, prior, noise_std, time)


def _view(scene: Scene, solution: _Solution, posterior: GridPosterior, modes: Eigenmodes) -> View:
    """The numbers in the order in which pages ask for them."""
    solves, _, groups, log_evidence, solved = solution
    factor, remedy = solves.update.factor, _remedy(scene, solved)
    gram = np.asarray(prior_kernels(scene.architecture).of(Distribution(scene.prior).regression_kernel))
    kernel_slice = gram[grid_index(scene.slice_x)]
    view = View(
        scene=scene,
        grid=GRID,
        mean=posterior.mean,
        std=solves.update.std,
        samples=posterior.samples,
        kernel=gram,
        slice=kernel_slice,
        slice_range=(min(0.0, float(kernel_slice.min())), max(0.0, float(kernel_slice.max()))),
        groups=groups,
        values=np.maximum(factor.values, 0.0),
        vectors=np.asarray(factor.vectors),
        grid_values=np.asarray(modes.values) / len(GRID),
        grid_modes=np.asarray(modes.vectors)[:, :SHOWN_MODES],
        log_evidence=log_evidence,
        jitter=solved.jitter,
        condition=solved.condition,
        misfit=solved.misfit,
        remedy=remedy,
        health=assess(scene, solved, remedy),
    )
    for name in View.__dataclass_fields__:
        value = getattr(view, name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return view
