"""Scene → View of plain numpy arrays: the one seam between the mathematics and the pages."""

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ntkcore.architecture import Architecture
from ntkcore.eigenmodes import Eigenmodes
from ntkcore.grid import (
    CandidateDensities,
    GridPosterior,
    GridUpdate,
    candidate_log_densities,
    condition_on_grid,
    grid_index,
    label_grid,
)
from ntkcore.health import Health, assess
from ntkcore.kernels import GRID
from ntkcore.prior import base_samples, normals, prior_kernels, prior_modes
from ntkcore.scene import Candidate, Prior, Scene

SHOWN_MODES = 8
_KEPT_UPDATES = 128  # at most half a MB each
PARTLY_FIXED_NOTE = "The data fix some of these labels; log p is that of the rest."
FIXED_NOTE = "The data leave no freedom here: the label is fixed, so there is no density to compare."
# Labels are snapped to 0.01, so a candidate that agrees with the data to half a step agrees.
AGREES = 0.005
# The kernel that f is drawn from and the one that regresses, as in `predict.function_and_regression`.
_KERNEL_NAMES: dict[str, tuple[str, str]] = {
    Prior.NNGP: ("nngp", "nngp"),
    Prior.NTK: ("ntk", "ntk"),
    Prior.ENSEMBLE: ("nngp", "ntk"),
}


class Answer(NamedTuple):
    """One candidate's log-probability density in nats, and how far it lies behind the best at the same inputs.

    `log10_odds` is log₁₀ of p(best) / p(this), 0 for the best. Where the data fix the labels in some
    directions (noise-free training inputs), a candidate that is off there is 'impossible', log_p = −∞; one that agrees
    has the density of the directions left free, and is 'certain', log_p = +∞, if none are.
    """

    name: str
    y: tuple[float, ...]
    log_p: float
    log10_odds: float
    verdict: str


class Group(NamedTuple):
    """Candidates at the same inputs, most likely first; densities of different groups are never compared."""

    x: tuple[float, ...]
    answers: tuple[Answer, ...]
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """All that a page draws of a scene; arrays are read-only.

    grid (301,) · mean, std of f (301,) · samples (5, 301) · kernel k(x, x′) on the grid (301, 301) · slice k(x₀, ·)
    (301,) with its range, 0 included · groups of candidates · eigenvalues (n,) and modes (n, n) in columns on the
    training inputs · eigenvalues (301,) of the kernel for uniform density on the window and its first modes (301, 8)
    · log_evidence of the training labels (nats) · jitter (absolute), condition number · health in words.
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
    health: Health


def explore(scene: Scene) -> View:
    """Everything that the playground shows of `scene`, as read-only numpy arrays; deterministic in the scene."""
    kernels, noise = prior_kernels(scene.architecture), normals(scene.seed)
    function_name, regression_name = _KERNEL_NAMES[scene.prior]
    time = scene.time if scene.prior == Prior.ENSEMBLE else math.inf
    known = _known(scene.architecture, scene.dataset.x, scene.prior, scene.noise_std, time)
    base = base_samples(scene.architecture, function_name, scene.seed)
    posterior = label_grid(known, scene.dataset.y, base[0], noise.label[0])
    densities = candidate_log_densities(
        kernels,
        known,
        posterior.mean,
        [(candidate.x, candidate.y) for candidate in scene.candidates],
        prior=scene.prior,
        noise_std=scene.noise_std,
    )
    gram, modes = np.asarray(getattr(kernels, regression_name)), prior_modes(scene.architecture, regression_name)
    return _view(scene, known, posterior, densities, gram, modes)


@lru_cache(maxsize=_KEPT_UPDATES)
def _known(architecture: Architecture, x: tuple[float, ...], prior: str, noise_std: float, time: float) -> GridUpdate:
    """All that an edit of labels or candidates leaves as it was."""
    kernels = prior_kernels(architecture)
    return condition_on_grid(kernels, x, prior=prior, noise_std=noise_std, time=time)


def _view(
    scene: Scene,
    known: GridUpdate,
    posterior: GridPosterior,
    densities: CandidateDensities,
    gram: np.ndarray,
    modes: Eigenmodes,
) -> View:
    """The numbers in the order in which pages ask for them."""
    factor, count = known.factor, len(scene.dataset.x)
    jitter, condition = float(factor.jitter), float(factor.condition)
    scale = float(gram.diagonal()[grid_index(scene.dataset.x)].mean()) if count else 0.0
    kernel_slice = gram[grid_index(scene.slice_x)]
    view = View(
        scene=scene,
        grid=GRID,
        mean=posterior.mean,
        std=known.std,
        samples=posterior.samples,
        kernel=gram,
        slice=kernel_slice,
        slice_range=(min(0.0, float(kernel_slice.min())), max(0.0, float(kernel_slice.max()))),
        groups=_groups(scene.candidates, densities),
        values=np.maximum(factor.values, 0.0),
        vectors=np.asarray(factor.vectors),
        grid_values=np.asarray(modes.values) / len(GRID),
        grid_modes=np.asarray(modes.vectors)[:, :SHOWN_MODES],
        log_evidence=posterior.log_evidence,
        jitter=jitter,
        condition=condition,
        health=assess(scene, condition, jitter, scale),
    )
    for name in View.__dataclass_fields__:
        value = getattr(view, name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return view


def _groups(candidates: tuple[Candidate, ...], densities: CandidateDensities) -> tuple[Group, ...]:
    """Candidates by their inputs, in the order in which the inputs first appear."""
    members: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for place, candidate in enumerate(candidates):
        members[candidate.x].append(place)
    return tuple(_group(x, [candidates[i] for i in places], densities, places) for x, places in members.items())


def _group(
    x: tuple[float, ...], candidates: list[Candidate], densities: CandidateDensities, places: list[int]
) -> Group:
    """The answers at one set of inputs, ranked by log p."""
    fixed, free = densities.fixed[places], densities.free[places]
    impossible = fixed & (densities.residual[places] >= AGREES)
    certain = fixed & ~free & ~impossible
    log_p = np.where(impossible, -math.inf, np.where(certain, math.inf, densities.log_density[places]))
    verdicts = np.where(impossible, "impossible", np.where(certain, "certain", "")).tolist()
    best = log_p.max()
    behind = [0.0 if p == best else float(best - p) / math.log(10.0) for p in log_p]  # ∞ − ∞ is never formed
    answers = [
        Answer(c.name, c.y, float(p), float(odds), verdict)
        for c, p, odds, verdict in zip(candidates, log_p, behind, verdicts, strict=True)
    ]
    note = "" if not fixed.any() else PARTLY_FIXED_NOTE if free.any() else FIXED_NOTE
    return Group(x, tuple(sorted(answers, key=lambda answer: -answer.log_p)), note)
