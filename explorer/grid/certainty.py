"""Bounds on how far the numbers of a solve can be off: because of rounding, and because of the size of the jitter.

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

from explorer.grid.conditioned import Conditioned, LabelDensities, Posterior
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Activation, Distribution
from ntkcore.inference.factor import Factor
from ntkcore.kernels.activations import piecewise_linear

_EPSILON = float(np.finfo(np.float64).eps)
# Errors of kernels and eigenvalues as a share of the prior's largest variance; tests measure them in 50 digits.
ROUNDING = 16 * _EPSILON
GROWTH = 1.6  # by which smooth, chaotic layers magnify them, at most
_NEAR_0 = 0.01  # below it, digits of mean and standard deviation are counted as if they were this large
_FIRST_ORDER = 0.5  # a relative change of C beyond which the first order says nothing


class Question(NamedTuple):
    """k labellings of the same inputs, their log-densities, and how far jitter and rounding can move them."""

    densities: tuple[LabelDensities, ...]  # with the jitter, then with other sizes of it
    rounding: np.ndarray  # (k,) how far rounding can move log p of each
    rounding_of_gaps: np.ndarray  # (k, k) how far it can move log p of one minus that of another
    blur: float  # how far a label may be off a value that the data fix without being told from it


class Certainty(NamedTuple):
    """Bounds on how far jitter and rounding can move mean and standard deviation of f on the grid, and log p."""

    mean: np.ndarray  # (301,) how far the mean can be off, for both reasons
    std: np.ndarray  # (301,) how far the standard deviation can be off
    questions: tuple[Question, ...]
    relative: float  # the largest relative error that rounding leaves in the curves and in the log evidence


class _Sensitivity(NamedTuple):
    """The effect of rounding on what is conditioned on given inputs, for any labels."""

    per_label: np.ndarray  # (301,) how far rounding can move the mean, for |α| = 1
    variance: np.ndarray  # (301,) how far rounding can move the variance
    error: float  # how far rounding can move an entry of the kernel that regresses


def rounding_of(arch: Architecture) -> float:
    """Bound how far rounding can move entries of the kernels and eigenvalues, as a share of the largest variance."""
    smooth = piecewise_linear(Activation(arch.activation)) is None
    return ROUNDING * (GROWTH**arch.hidden_layers if smooth else 1.0)


def assess_certainty(
    posterior: Posterior,
    questions: Sequence[tuple[LabelDensities, ...]],
    arch: Architecture,
) -> Certainty:
    """The certainty of a posterior of the network `arch`, and of densities with each size of the jitter."""
    conditioned = posterior.conditioned
    sensitivity = _sensitivity(conditioned, rounding_of(arch))
    rounding = sensitivity.per_label * float(np.linalg.norm(posterior.coordinates * conditioned.learned))
    std_rounding = np.sqrt(conditioned.std**2 + sensitivity.variance) - conditioned.std
    spread_of_mean = _spread(posterior.mean, [other.mean for other in posterior.others])
    # The tenth of the jitter is left out: there rounding alone moves the mean by that much.
    larger = rounding + _spread(posterior.mean, [other.mean for other in posterior.others[:1]])
    curves = ((np.abs(posterior.mean), rounding), (conditioned.std, std_rounding))
    asked = np.array([index for question in questions for index in question[0].grid_indices], dtype=int)
    fixed_within = math.sqrt(conditioned.floor)
    evidence_rounding = _rounding_of_evidence(conditioned.factor, posterior.coordinates, sensitivity.error)
    counted = 0.0 if conditioned.factor.jitter else 1.0  # beside jitter, what rounding does to curves is small
    return Certainty(
        counted * rounding + spread_of_mean,
        counted * std_rounding + _spread(conditioned.std, [other.std for other in conditioned.others]),
        tuple(_question(densities, rounding, sensitivity, np.maximum(larger, fixed_within)) for densities in questions),
        max(
            _relative_error_of(curves, asked, float(conditioned.factor.condition)),
            evidence_rounding / max(abs(posterior.log_evidence), 1.0),
        ),
    )


@cached(128)  # 5 kB each: unchanged while only labels or candidates are edited
def _sensitivity(conditioned: Conditioned, rounding: float) -> _Sensitivity:
    """Compute the effect of entries of the kernels that are off by the share `rounding` of the largest variance."""
    before, update = conditioned.prior, conditioned.update
    if conditioned.factor.jitter and math.isinf(conditioned.time):
        rounding = 0.0  # beside jitter it is small; but where training is stopped, jitter may change nothing at all
    function_error, regression_error = (
        rounding * float(kernel.diagonal().max()) for kernel in (before.function, before.regression)
    )
    weights = 1.0 + np.linalg.norm(update.gain, axis=1)
    variance = function_error * weights**2
    if before.distribution is Distribution.ENSEMBLE:
        moved = before.function[conditioned.grid_indices].T @ conditioned.factor.vectors - 2.0 * update.right
        variance += 2.0 * regression_error * weights * np.linalg.norm(moved * conditioned.learned, axis=1)
    return _Sensitivity(regression_error * weights, variance, regression_error)


def _spread(curve: np.ndarray, others: Sequence[np.ndarray]) -> np.ndarray:
    """The largest distance of the other curves from the first, at each input."""
    return np.max([np.zeros_like(curve), *(np.abs(other - curve) for other in others)], axis=0)


def _question(
    densities: tuple[LabelDensities, ...], rounding: np.ndarray, sensitivity: _Sensitivity, blur: np.ndarray
) -> Question:
    """Bound how far densities can be off if the mean is off by `rounding` (301,); `blur` (301,) as in Question."""
    at, solved, precision = densities[0].grid_indices, densities[0].solved, densities[0].precision
    mean, covariance = math.hypot(*rounding[at]), float(sensitivity.variance[at].sum())
    count = len(solved)
    if mean == covariance == 0.0:
        alone, of_gaps = np.zeros(count), np.zeros((count, count))
    elif covariance * precision > _FIRST_ORDER:
        alone, of_gaps = np.full(count, math.inf), np.full((count, count), math.inf)
    else:
        length = np.linalg.norm(solved, axis=1)
        apart, together = (np.linalg.norm(solved[:, None] + sign * solved[None], axis=-1) for sign in (-1.0, 1.0))
        alone = length * mean + 0.5 * covariance * (length * length + precision)
        of_gaps = apart * mean + 0.5 * covariance * apart * together
    return Question(densities, alone, of_gaps, float(blur[at].max()))


def _relative_error_of(curves: Sequence[tuple[np.ndarray, np.ndarray]], asked: np.ndarray, condition: float) -> float:
    """The largest relative error that rounding leaves in curves, each given with how far it can move.

    A curve's error is taken relative to its largest value, and at the grid indices `asked` relative to its value there.
    """
    errors = [_EPSILON * (condition if math.isfinite(condition) else 1.0)]
    for values, rounding in curves:
        errors.append(float(rounding.max()) / max(float(values.max()), _NEAR_0))
        errors.append(float((rounding[asked] / np.maximum(values[asked], _NEAR_0)).max(initial=0.0)))
    return max(errors)


def _rounding_of_evidence(factor: Factor, coordinates: np.ndarray, error: float) -> float:
    """Bound how far rounding can move log p(y) of the training labels, whose coordinates in the modes are given."""
    if not len(factor.values) or factor.shifted[-1] <= 0:
        return 0.0
    length = math.hypot(*(coordinates / factor.shifted))
    return 0.5 * error * (length * length + float((1.0 / factor.shifted).sum()))
