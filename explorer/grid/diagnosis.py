"""Diagnosis of a solve: labels that contradict, and numbers that jitter or rounding decide."""

import math
from collections import defaultdict
from typing import NamedTuple

from explorer.grid.answers import Group
from explorer.grid.certainty import Certainty
from explorer.grid.conditioned import Posterior
from explorer.scene.scene import Dataset, Scene

# With condition number c, at most 16 − log₁₀ c digits of a solve survive in float64.
FAIR_CONDITION = 1e8
ROUGH = 5e-4  # smaller than what rounding labels to 0.01 leaves, larger than what rounding of floats does
VISIBLE = 0.005  # half of the last digit of the mean on screen
# Standard deviations of label noise to offer; the first is that of rounding labels to 0.01, 0.01/√12.
NOISES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


class Diagnosis(NamedTuple):
    """The possible faults of a solve with K + (noise_std² + jitter) I on the scene's training inputs."""

    condition: float  # of the matrix as factorised
    jitter: float  # what was added to its diagonal, 0 if nothing
    mean_diagonal: float  # of K itself, against which jitter is measured
    misfit: float  # the largest distance of the mean from a label
    converged: bool  # whether training has ended, so that the curve should meet the labels
    digits: int  # how many digits rounding leaves
    jitter_decides: bool  # the size of the jitter shows in the answers
    rounding_hides: bool  # rounding alone spoils an order, or all digits of something
    conflicts: dict[float, list[float]]  # the different labels, ascending, of inputs with several and no noise
    is_out_of_reach: bool  # without bias and noise, every network is 0 at x = 0, and a label there is not
    copies: tuple[tuple[float, float], ...]  # the points (x, y) that occur more than once
    is_poor: bool  # some number on screen is wrong: labels contradict, or jitter or rounding decide it


def diagnose(scene: Scene, posterior: Posterior, certainty: Certainty, groups: tuple[Group, ...]) -> Diagnosis:
    """Read the diagnosis off the scene, its posterior, how certain that is, and the answers."""
    conditioned = posterior.conditioned
    factor, diagonal = conditioned.factor, conditioned.prior.regression.diagonal()[conditioned.grid_indices]
    jitter, converged = float(factor.jitter), math.isinf(conditioned.time)
    misfit = float(posterior.misses.max(initial=0.0))
    curves_doubt = max(float(certainty.mean.max()), float(certainty.std.max()))
    exact = curves_doubt < VISIBLE and all(group.exact for group in groups)
    ranked = all(group.ranked for group in groups)
    digits = _digits_left(max((group.rounding for group in groups), default=0.0), certainty.relative)
    points = zip(scene.dataset.x, scene.dataset.y, strict=True)
    labels = _labels_by_input(scene.dataset)
    jitter_decides = jitter > 0 and (not exact or (converged and misfit >= VISIBLE))
    rounding_hides = jitter == 0 and (not ranked or digits < 1)
    conflicts = {x: sorted(set(ys)) for x, ys in labels.items() if len(set(ys)) > 1 and scene.noise_std == 0}
    unbiased = scene.noise_std == 0.0 == scene.architecture.bias_std
    is_out_of_reach = unbiased and any(x == 0.0 and y != 0.0 for x, y in points)
    return Diagnosis(
        condition=float(factor.condition),
        jitter=jitter,
        mean_diagonal=float(diagonal.mean()) if len(diagonal) else 0.0,
        misfit=misfit,
        converged=converged,
        digits=digits,
        jitter_decides=jitter_decides,
        rounding_hides=rounding_hides,
        conflicts=conflicts,
        is_out_of_reach=is_out_of_reach,
        copies=tuple((x, y) for x, ys in labels.items() for y in sorted(set(ys)) if ys.count(y) > 1),
        is_poor=bool(conflicts) or is_out_of_reach or jitter_decides or rounding_hides,
    )


def _digits_left(*relative_errors: float) -> int:
    """Count how many digits the largest of the relative errors leaves."""
    largest = max(relative_errors)
    return max(0, math.floor(-math.log10(largest))) if 0.0 < largest < math.inf else 0


def _labels_by_input(dataset: Dataset) -> dict[float, list[float]]:
    """The labels at each input, in the order of the points."""
    labels: dict[float, list[float]] = defaultdict(list)
    for x, y in zip(dataset.x, dataset.y, strict=True):
        labels[x].append(y)
    return labels
