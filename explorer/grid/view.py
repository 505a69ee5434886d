"""Scene → View of plain numpy arrays: the one seam between the mathematics and the pages."""

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from explorer.grid.answers import AGREES, Group, answer_groups
from explorer.grid.certainty import Certainty, Solves, assess_curves, digits_left, rounding_of_evidence, solve
from explorer.grid.conditioned import Posterior
from explorer.grid.health import NOISES, VISIBLE, Health, Solved, assess, is_poor
from explorer.grid.prior import base_samples, normals, prior_modes
from explorer.scene.scene import Scene
from explorer.scene.window import GRID, grid_index
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Distribution

PLOTTED_MODES = 8
_KEPT_UPDATES = 128


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Every number that a page draws for a scene; arrays are read-only.

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

    posterior: Posterior
    certainty: Certainty
    groups: tuple[Group, ...]
    solved: Solved


def explore(scene: Scene) -> View:
    """Everything that the playground shows of `scene`, as read-only numpy arrays; deterministic in the scene."""
    solution = _solve(scene)
    return _view(scene, solution, _remedy(scene, solution.solved))


def doubt(scene: Scene) -> np.ndarray:
    """How far mean and standard deviation of f can be off because of jitter and rounding, (301,)."""
    certainty = _solve(scene).certainty
    return np.maximum(certainty.mean, certainty.std)


def _solve(scene: Scene) -> _Solution:
    """Solve `scene` and judge how certain the answers are; samples are left to `_view`."""
    time = scene.time if scene.prior == Distribution.ENSEMBLE else math.inf
    solves = _conditioned(scene.architecture, scene.dataset.x, scene.prior, scene.noise_std, time)
    certainty = assess_curves(solves, scene.dataset.y)
    posterior, factor, at = certainty.posteriors[0], solves.conditioned.factor, solves.conditioned.grid_indices
    misses, converged, evidence = posterior.misses, math.isinf(time), posterior.log_evidence
    missed = frozenset(at[misses >= AGREES].tolist()) if factor.jitter and converged else frozenset()
    groups = answer_groups(scene.candidates, certainty.densities(scene.candidates), certainty, missed)
    of_evidence = rounding_of_evidence(solves, scene.dataset.y) / max(abs(evidence), 1.0)
    asked = np.unique(grid_index([x for candidate in scene.candidates for x in candidate.x]))
    diagonal = solves.conditioned.prior.regression.diagonal()[at]
    solved = Solved(
        condition=float(factor.condition),
        jitter=float(factor.jitter),
        mean_diagonal=float(diagonal.mean()) if len(at) else 0.0,
        misfit=float(misses.max(initial=0.0)),
        converged=converged,
        exact=_exact(certainty, groups),
        ranked=all(group.ranked for group in groups),
        digits=digits_left(solves, certainty, asked, [*(group.rounding for group in groups), of_evidence]),
    )
    return _Solution(posterior, certainty, groups, solved)


def _exact(certainty: Certainty, groups: tuple[Group, ...]) -> bool:
    """Whether every digit that is usually shown is certain."""
    curves = max(float(certainty.mean.max()), float(certainty.std.max()))
    return curves < VISIBLE and all(group.exact for group in groups)


def _remedy(scene: Scene, solved: Solved) -> float | None:
    """The smallest label noise of NOISES that makes poor health better; None if health is not poor or none helps."""
    if not is_poor(scene, solved):
        return None
    for noise_std in NOISES:
        if noise_std > scene.noise_std:
            other = replace(scene, noise_std=noise_std)
            if not is_poor(other, _solve(other).solved):
                return noise_std
    return None


@cached(_KEPT_UPDATES)  # up to half a MB each: what a class edits within a minute
def _conditioned(architecture: Architecture, x: tuple[float, ...], prior: str, noise_std: float, time: float) -> Solves:
    """Cached `certainty.solve`: unchanged while only labels or candidates are edited."""
    return solve(architecture, x, prior, noise_std, time)


def _view(scene: Scene, solution: _Solution, remedy: float | None) -> View:
    """The View of a solved scene, its arrays made read-only."""
    posterior, _, groups, solved = solution
    conditioned, architecture = posterior.conditioned, scene.architecture
    distribution, gram = conditioned.prior.distribution, conditioned.prior.regression
    base = base_samples(architecture, distribution.function_kernel, scene.seed)[0]
    modes = prior_modes(architecture, distribution.regression_kernel)
    kernel_slice = gram[grid_index(scene.slice_x)]
    view = View(
        scene=scene,
        grid=GRID,
        mean=posterior.mean,
        std=conditioned.std,
        samples=posterior.samples(base, normals(scene.seed).label[0]),
        kernel=gram,
        slice=kernel_slice,
        slice_range=(min(0.0, float(kernel_slice.min())), max(0.0, float(kernel_slice.max()))),
        groups=groups,
        values=np.maximum(conditioned.factor.values, 0.0),
        vectors=np.asarray(conditioned.factor.vectors),
        grid_values=np.asarray(modes.values) / len(GRID),
        grid_modes=np.asarray(modes.vectors)[:, :PLOTTED_MODES],
        log_evidence=posterior.log_evidence,
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
