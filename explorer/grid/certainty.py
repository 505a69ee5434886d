"""How far the numbers of a solve can be off: because of rounding, and because of the size of the jitter.

The size of the jitter is a choice: what changes when it is ten times as large, or a tenth, is the jitter's doing and
not the kernel's. Rounding is estimated to first order. With R_XX = V Λ Vᵀ, g = learned/λ′, α = V g Vᵀ y and the weights
of the labels in the mean, a(x) = V g Vᵀ R_Xx, entries of the kernels that are off by δ move

    the mean by      δ (1 + |a|) |α|,
    the variance by  δ (1 + |a|)²,  for trained networks + 2 δ (1 + |a|) |c|,  c = V g Vᵀ (F_XX a − F_Xx).

The filter g of a finite time obeys the same bound, for 1/g changes no faster than λ. In the density of labels with
covariance C and residual r, a change m of the mean and dC of C give |C⁻¹r| |m| + ½ |dC| (|C⁻¹r|² + tr C⁻¹).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from explorer.grid.conditioned import CandidateDensities, Conditioned, GridPrior, Posterior
from explorer.scene.scene import Candidate
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation
from ntkcore.kernels.activations import piecewise_linear

_EPSILON = float(np.finfo(np.float64).eps)
# Errors of kernels and eigenvalues as a share of the prior's largest variance; tests measure them in 50 digits.
ROUNDING = 16 * _EPSILON
GROWTH = 1.6  # by which smooth, chaotic layers magnify them, at most
JITTERS = (10.0, 0.1)  # other sizes of the jitter, as multiples of it
_NEAR_0 = 0.01  # below it, digits of mean and standard deviation are counted as if they were this large
_FIRST_ORDER = 0.5  # a relative change of C beyond which the first order says nothing


class Solves(NamedTuple):
    """f conditioned on the inputs with several sizes of the jitter, and the effect of rounding, for any labels."""

    conditioned: Conditioned
    others: tuple[Conditioned, ...]  # with JITTERS times the jitter; none where there is no jitter
    per_label: np.ndarray  # (301,) how far rounding can move the mean, for |α| = 1
    variance: np.ndarray  # (301,) how far rounding can move the variance
    error: float  # how far rounding can move an entry of the kernel that regresses


class Certainty(NamedTuple):
    """How far jitter and rounding can move the mean and the standard deviation of f on the grid, and log p."""

    posteriors: tuple[Posterior, ...]  # with the jitter, then with JITTERS times it
    rounding: np.ndarray  # (301,) how far rounding can move the mean
    mean: np.ndarray  # (301,) how far the mean can be off, for both reasons
    std: np.ndarray  # (301,) how far the standard deviation can be off
    std_rounding: np.ndarray  # (301,) because of rounding alone
    variance: np.ndarray  # (301,) how far rounding can move the variance
    floor: float  # a variance below it counts as 0

    def densities(self, candidates: Sequence[Candidate]) -> tuple[CandidateDensities, ...]:
        """The densities of the candidates' labels with the jitter, then with JITTERS times it."""
        labels = [(candidate.x, candidate.y) for candidate in candidates]
        return tuple(posterior.log_densities(labels) for posterior in self.posteriors)


def rounding_of(arch: Architecture) -> float:
    """How far rounding can move entries of the kernels and eigenvalues, as a share of the largest variance."""
    smooth = piecewise_linear(Activation(arch.activation)) is None
    return ROUNDING * (GROWTH**arch.hidden_layers if smooth else 1.0)


def solve(arch: Architecture, x: Sequence[float], prior: str, noise_std: float, time: float) -> Solves:
    """Condition on a Scene's inputs `x` with the jitter, then with each other size of it."""
    conditioned = GridPrior.of(arch, prior).condition(x, noise_std=noise_std, time=time)
    before, update = conditioned.prior, conditioned.update
    has_jitter = bool(conditioned.factor.jitter)
    others = tuple(conditioned.rejittered(multiple) for multiple in JITTERS) if has_jitter else ()
    rounding = 0.0 if has_jitter else rounding_of(arch)  # beside jitter it is small
    function_error, regression_error = (
        rounding * float(kernel.diagonal().max()) for kernel in (before.function, before.regression)
    )
    weights = 1.0 + np.linalg.norm(update.gain, axis=1)
    variance = function_error * weights**2
    if before.is_ensemble:
        moved = before.function[conditioned.grid_indices].T @ conditioned.factor.vectors - 2.0 * update.right
        variance += 2.0 * regression_error * weights * np.linalg.norm(moved * conditioned.learned, axis=1)
    return Solves(conditioned, others, regression_error * weights, variance, regression_error)


def assess_curves(solves: Solves, y: Sequence[float]) -> Certainty:
    """The certainty of the curves when the training inputs have the labels `y`."""
    conditioned = solves.conditioned
    posteriors = tuple(each.posterior(y) for each in (conditioned, *solves.others))
    rounding = solves.per_label * float(np.linalg.norm(posteriors[0].coordinates * conditioned.learned))
    std_rounding = np.sqrt(conditioned.std**2 + solves.variance) - conditioned.std
    return Certainty(
        posteriors,
        rounding,
        rounding + _spread([posterior.mean for posterior in posteriors]),
        std_rounding + _spread([each.std for each in (conditioned, *solves.others)]),
        std_rounding,
        solves.variance,
        conditioned.floor,
    )


def _spread(curves: Sequence[np.ndarray]) -> np.ndarray:
    """The largest distance of the other curves from the first, at each input."""
    return np.max([np.abs(curve - curves[0]) for curve in curves], axis=0)


def rounding_of_density(
    certainty: Certainty, at: np.ndarray, solved: np.ndarray, other: np.ndarray | None, precision: float
) -> float:
    """How far rounding can move log p of labels at grid indices `at`, or its difference from log p of `other` labels.

    `solved` and `other` are C⁻¹r of the labels, `precision` is the trace of C⁻¹.
    """
    mean, covariance = float(np.linalg.norm(certainty.rounding[at])), float(certainty.variance[at].sum())
    if mean == covariance == 0.0:
        return 0.0
    if covariance * precision > _FIRST_ORDER:
        return math.inf
    if other is None:
        length = math.hypot(*solved)
        return length * mean + 0.5 * covariance * (length * length + precision)
    apart, together = math.hypot(*(solved - other)), math.hypot(*(solved + other))
    return apart * mean + 0.5 * covariance * apart * together


def digits_left(solves: Solves, certainty: Certainty, asked: np.ndarray, others: Sequence[float]) -> int:
    """How many digits rounding leaves of the curves and of numbers whose relative errors are `others`.

    A curve's error is taken relative to its largest value, and at the grid indices `asked` relative to its value there.
    """
    mean, std = np.abs(certainty.posteriors[0].mean), solves.conditioned.std
    condition = float(solves.conditioned.factor.condition)
    errors = [*others, _EPSILON * (condition if math.isfinite(condition) else 1.0)]
    for values, rounding in ((mean, certainty.rounding), (std, certainty.std_rounding)):
        errors.append(float(rounding.max()) / max(float(values.max()), _NEAR_0))
        errors += (rounding[asked] / np.maximum(values[asked], _NEAR_0)).tolist()
    largest = max(errors)
    return max(0, math.floor(-math.log10(largest))) if 0.0 < largest < math.inf else 0


def rounding_of_evidence(solves: Solves, y: Sequence[float]) -> float:
    """How far rounding can move log p(y) of the training labels."""
    factor = solves.conditioned.factor
    if not len(factor.values) or factor.shifted[-1] <= 0:
        return 0.0
    length = math.hypot(*(np.asarray(y, dtype=np.float64) @ factor.vectors / factor.shifted))
    return 0.5 * solves.error * (length * length + float((1.0 / factor.shifted).sum()))
