"""Scene → View of plain numpy arrays: the one seam between the mathematics and the pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from explorer.grid.answers import Answer, Group, answer_groups
from explorer.grid.certainty import assess_certainty
from explorer.grid.conditioned import Conditioned, Posterior
from explorer.grid.diagnosis import NOISES, Diagnosis, diagnose
from explorer.grid.health import Health, assess
from explorer.grid.normals import normals
from explorer.grid.prior import GridPrior
from explorer.scene.scene import Candidate, Scene
from explorer.scene.window import GRID, grid_index
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.spectra.modes import orient

_KEPT_UPDATES = 128


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Every number that a page draws for a scene; arrays are read-only.

    grid (301,) · mean, std of f (301,) · samples (5, 301) · kernel k(x, x′) on the grid (301, 301) · slice k(x₀, ·)
    (301,) with its range, 0 included · groups of candidates · doubt: how far jitter and rounding can move mean and std
    (301,) · eigenvalues (n,) and modes (n, n) in columns on the training inputs · log_evidence of the training labels
    (nats) · jitter (absolute), condition number, misfit: the largest distance of the mean from a label · remedy: the
    label noise that would mend poor health, if any · health in words.
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
    doubt: np.ndarray
    values: np.ndarray
    vectors: np.ndarray
    log_evidence: float
    jitter: float
    condition: float
    misfit: float
    remedy: float | None
    health: Health


class _Judgement(NamedTuple):
    """The answers of a posterior, and how certain they are."""

    doubt: np.ndarray
    groups: tuple[Group, ...]
    diagnosis: Diagnosis


def explore(scene: Scene) -> View:
    """Everything that the playground shows of `scene`, as read-only numpy arrays; deterministic in the scene."""
    noise = normals(scene.seed).label[0]
    prior = GridPrior.of(scene.architecture, scene.prior)
    base_samples = prior.samples(scene.seed, scene.root)
    posterior = _posterior(scene)
    samples = posterior.samples(base_samples, noise)
    judgement = _judge(scene, posterior)
    diagnosis = judgement.diagnosis
    remedy = _remedy(scene, diagnosis)
    gram, conditioned = prior.kernels.regression, posterior.conditioned
    kernel_slice = gram[grid_index(scene.slice_x)]
    return _read_only(
        View(
            scene=scene,
            grid=GRID,
            mean=posterior.mean,
            std=conditioned.std,
            samples=samples,
            kernel=gram,
            slice=kernel_slice,
            slice_range=(min(0.0, float(kernel_slice.min())), max(0.0, float(kernel_slice.max()))),
            groups=judgement.groups,
            doubt=judgement.doubt,
            values=np.maximum(conditioned.factor.values, 0.0),
            vectors=np.asarray(orient(conditioned.factor.vectors)),
            log_evidence=posterior.log_evidence,
            jitter=diagnosis.jitter,
            condition=diagnosis.condition,
            misfit=diagnosis.misfit,
            remedy=remedy,
            health=assess(scene, diagnosis, remedy),
        )
    )


class Asked(NamedTuple):
    """Labellings of the same inputs: the answer to each, in the order in which they were given.

    `mean` (m,) and `std` (m,) of f there; `peak`: log p of the mean in nats, in the `free` directions that the data
    leave to labels; `covariance` (m, m) of labels, their noise included.
    """

    answers: tuple[Answer, ...]
    mean: np.ndarray
    std: np.ndarray
    covariance: np.ndarray
    peak: float
    free: int


def ask(
    scene: Scene, x: tuple[float, ...], labellings: Sequence[Sequence[float]], noise_std: float | None = None
) -> Asked:
    """Answers for k labellings at the inputs x (m,), as `explore` has them for the scene's candidates.

    The labels' own noise is the scene's, or `noise_std`. Raises ValueError for values that no candidate may have.
    """
    posterior, at = _posterior(scene), grid_index(x)
    candidates = [Candidate(str(i), x, tuple(labels)) for i, labels in enumerate(labellings)]
    densities = posterior.log_densities(x, [each.y for each in candidates], noise_std)
    certainty = assess_certainty(posterior, [densities], scene.architecture)
    (group,) = answer_groups({x: candidates}, certainty, posterior)
    peak = posterior.log_density(x, [posterior.mean[at]], noise_std)
    noise_var = (scene.noise_std if noise_std is None else noise_std) ** 2
    return Asked(
        tuple(sorted(group.answers, key=lambda answer: int(answer.name))),
        posterior.mean[at],
        posterior.conditioned.std[at],
        posterior.conditioned.covariance(at) + noise_var * np.eye(len(at)),
        float(peak.log_density[0]),
        peak.free,
    )


def pinned_curves(pinned: Scene | None) -> dict[str, np.ndarray]:
    """The mean and std of f (301,) of a pinned scene, by their names; none if nothing is pinned."""
    if pinned is None:
        return {}
    posterior = _posterior(pinned)
    return {"mean": posterior.mean, "std": posterior.conditioned.std}


def _posterior(scene: Scene) -> Posterior:
    """Condition the prior of a scene on its points and labels."""
    conditioned = _conditioned(scene.architecture, scene.dataset.x, scene.prior, scene.noise_std, scene.time)
    return conditioned.posterior(scene.dataset.y)


@cached(_KEPT_UPDATES)  # up to half a MB each: what a class edits within a minute
def _conditioned(
    architecture: Architecture, x: tuple[float, ...], prior: str, noise_std: float, time: float
) -> Conditioned:
    """Cached `GridPrior.condition`: unchanged while only labels or candidates are edited."""
    return GridPrior.of(architecture, prior).condition(x, noise_std=noise_std, time=time)


def _judge(scene: Scene, posterior: Posterior) -> _Judgement:
    """Answer the scene's candidates, with what jitter and rounding leave certain."""
    asked = scene.candidates_by_input()
    densities = [
        posterior.log_densities(x, [candidate.y for candidate in candidates]) for x, candidates in asked.items()
    ]
    certainty = assess_certainty(posterior, densities, scene.architecture)
    groups = answer_groups(asked, certainty, posterior)
    return _Judgement(np.maximum(certainty.mean, certainty.std), groups, diagnose(scene, posterior, certainty, groups))


def _remedy(scene: Scene, diagnosis: Diagnosis) -> float | None:
    """The smallest label noise of NOISES that makes poor health better; None if health is not poor or none helps."""
    if not diagnosis.is_poor:
        return None
    for noise_std in NOISES:
        if noise_std > scene.noise_std:
            other = replace(scene, noise_std=noise_std)
            if not _judge(other, _posterior(other)).diagnosis.is_poor:
                return noise_std
    return None


def _read_only(view: View) -> View:
    """The same view, whose arrays can no longer be written to."""
    for name in View.__dataclass_fields__:
        value = getattr(view, name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return view
