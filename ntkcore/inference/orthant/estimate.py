"""The probability of an orthant of a Gaussian, for many orthants at once, with a standard error."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ntkcore.checks import as_finite, as_matrix, check_integer
from ntkcore.inference.given import check_gram
from ntkcore.inference.orthant.distinct import check_rank, correlations, distinct
from ntkcore.inference.orthant.ordering import Ordered, ordered
from ntkcore.inference.orthant.sampling import Draws, draw
from ntkcore.inference.orthant.tilting import Tilt, tilt

_SCRAMBLES, _SCRAMBLES_OF_MANY, _MANY = 16, 8, 32  # many orthants together make up for fewer scrambles of each
_LOG2_POINTS = 9  # in each scramble, at first
_MOST_LOG2_POINTS, _MOST_LOG2_NUMBERS = 12, 18  # in each scramble: of points, and of their coordinates
_ACCURACY = 3e-3  # the standard error of log P at which no more points are drawn
_RATE = 1.4  # with the error to this power, as it falls for Sobol points, the number of points is multiplied
_ENTRIES_AT_ONCE = 2**23  # of the covariances of orthants that are solved together
_MOST_SEED = 2**53


class Orthant(NamedTuple):
    """log P, in nats, and its standard error."""

    log_p: np.ndarray
    standard_error: np.ndarray


def as_signs(name: str, signs: ArrayLike, count: int) -> np.ndarray:
    """`signs` (n,) or (b, n) as a float64 array of 1 and −1. Raises ValueError for other numbers and shapes."""
    array = np.asarray(as_finite(name, signs))
    if array.ndim not in (1, 2) or array.shape[-1] != count:
        raise ValueError(
            f"{name} must have shape ({count},), or (b, {count}) for b orthants, got {array.shape}. "
            "Give one sign for each coordinate."
        )
    if not (np.abs(array) == 1.0).all():
        raise ValueError(f"{name} must be 1 or -1, got {array[np.abs(array) != 1.0][0]:g}. Write -1 for negative.")
    return array


def log_orthant(covariance: ArrayLike, signs: ArrayLike, *, mean: ArrayLike | None = None, seed: int = 0) -> Orthant:
    r"""log P(s_i f_i > 0 for all i) for f ~ N(mean, covariance), n coordinates, and signs s (n,), or (b, n) for b.

    The coordinates are drawn one after the other (Geweke, Hajivassiliou and Keane), the least likely first, from
    normals shifted to the saddle point of Botev (2017), by scrambled Sobol points. Probabilities down to e^−200 and
    below have the same relative error as large ones. There are 16 scrambles of 512 points, or 8 for 32 orthants or more. Where the
    standard error, which comes from the spread of the scrambles, is above 0.003, there are more points, at most 4096.

    Coordinates that are multiples of others, as f(−x) = −f(x) in a network without bias and with an odd φ, are exact:
    signs that contradict it have log P = −∞ and standard error 0. The same `seed` gives the same points.

    Returns Orthant(log_p, standard_error), scalars or (b,), float64. Raises ValueError for signs other than ±1, for a
    covariance that is not symmetric with a positive diagonal, and for one of lower rank in its other coordinates.
    """
    matrix = as_matrix("covariance", covariance, (None, None))
    check_gram("covariance", matrix)
    wanted = as_signs("signs", signs, len(matrix))
    shift = np.zeros(len(matrix)) if mean is None else np.asarray(as_finite("mean", mean))
    if shift.shape != (len(matrix),):
        raise ValueError(f"mean must have shape ({len(matrix)},), got {shift.shape}. Give one for each coordinate.")
    result = solve(np.asarray(matrix), np.atleast_2d(wanted), shift, check_integer("seed", seed, 0, _MOST_SEED))
    return Orthant(*(part[0] if wanted.ndim == 1 else part for part in result))


def solve(covariance: np.ndarray, signs: np.ndarray, mean: np.ndarray, seed: int) -> Orthant:
    """`log_orthant` for checked arrays and signs (b, n)."""
    correlation, std = correlations(covariance)
    groups = distinct(correlation)
    scaled = mean / std
    leaders = groups.kept[groups.of]
    if np.abs(scaled - groups.relation * scaled[leaders]).max() > 1e-12 * max(1.0, float(np.abs(scaled).max())):
        raise ValueError(
            "mean must be as the covariance for coordinates that are multiples of each other, got another one. "
            "Leave out all but one of such coordinates."
        )
    correlation = correlation[np.ix_(groups.kept, groups.kept)]
    check_rank(correlation, "covariance")
    possible = (signs == groups.relation * signs[:, leaders]).all(axis=1)
    log_p, error = np.full(len(signs), -math.inf), np.zeros(len(signs))
    chosen = np.flatnonzero(possible)
    step = max(1, _ENTRIES_AT_ONCE // correlation.size)
    for start in range(0, len(chosen), step):
        chunk = chosen[start : start + step]
        sides = signs[np.ix_(chunk, groups.kept)]
        gaussian = ordered(correlation * sides[:, :, None] * sides[:, None], sides * scaled[groups.kept])
        log_p[chunk], error[chunk] = _estimate(gaussian, tilt(gaussian), seed)
    return Orthant(log_p, error)


def _estimate(gaussian: Ordered, tilted: Tilt, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """log P and its standard error, (b,) each, from as many points as it takes."""
    batch, d = gaussian.start.shape
    if d == 1:
        return tilted.psi, np.zeros(batch)
    log_p, error, level = np.empty(batch), np.empty(batch), np.full(batch, _LOG2_POINTS)
    most = max(_LOG2_POINTS, min(_MOST_LOG2_POINTS, _MOST_LOG2_NUMBERS - int(math.log2(d))))
    scrambles = _SCRAMBLES_OF_MANY if batch >= _MANY else _SCRAMBLES
    pending = np.arange(batch)
    while len(pending):
        for log2_points in np.unique(level[pending]).tolist():
            group = pending[level[pending] == log2_points]
            some = (type(t)(*(array[group] for array in t)) for t in (gaussian, tilted))
            draws = draw(*some, log2_points, scrambles, (seed, int(group[0])))
            log_p[group], error[group] = _summary(draws, tilted.psi[group])
        pending = pending[(error[pending] > _ACCURACY) & (level[pending] < most)]
        more = np.ceil(_RATE * np.log2(error[pending] / _ACCURACY))
        level[pending] = np.minimum(level[pending] + more.astype(int), most)
    return log_p, error


def _summary(draws: Draws, psi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """log P and its standard error from the means of the scrambles.

    A variance estimated from few scrambles is sometimes far too small. Where there are many orthants, the mean of their
    variances counts as three further scrambles.
    """
    mean, scrambles = draws.means.mean(axis=1), draws.means.shape[1]
    variance = (draws.means / mean[:, None]).var(axis=1, ddof=1)
    if len(mean) >= _MANY:
        variance = ((scrambles - 1) * variance + 3.0 * variance.mean()) / (scrambles + 2)
    return psi + np.log(mean), np.sqrt(variance / scrambles)
