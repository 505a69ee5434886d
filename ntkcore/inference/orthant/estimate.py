"""The probability of an orthant of a Gaussian, for many orthants at once, with a standard error."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ntkcore.checks import as_finite, as_matrix, check_integer
from ntkcore.inference.given import check_gram
from ntkcore.inference.orthant.distinct import check_rank, correlations, distinct
from ntkcore.inference.orthant.ordering import Ordered, ordered
from ntkcore.inference.orthant.sampling import Draws, draw, sobol_points
from ntkcore.inference.orthant.tilting import Tilt, tilt

_SCRAMBLES = 8
_LOG2_POINTS = (9, 11, 13)  # in each scramble; harder orthants get the next number
_ACCURACY = 2.5e-3  # the standard error of log P at which no more points are drawn
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
    below have the same relative error as large ones. There are eight scrambles of 512 points; while the standard error
    is above 0.0025, the orthant gets 2048 points, then 8192. The standard error comes from the spread of the scrambles.
    The b orthants share their points, so that their errors are correlated.

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
    log_p, error = np.empty(batch), np.full(batch, math.inf)
    for log2_points in _LOG2_POINTS:
        hard = np.flatnonzero(error > _ACCURACY)
        if not len(hard):
            break
        points = sobol_points(d - 1, _SCRAMBLES, log2_points, seed)
        draws = draw(Ordered(*(a[hard] for a in gaussian)), Tilt(*(a[hard] for a in tilted)), points, _SCRAMBLES)
        log_p[hard], error[hard] = _summary(draws, tilted.psi[hard])
    return log_p, error


def _summary(draws: Draws, psi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """log P and its standard error from the means of the scrambles."""
    mean = draws.means.mean(axis=1)
    spread = draws.means.std(axis=1, ddof=1) / math.sqrt(draws.means.shape[1])
    return psi + np.log(mean), spread / mean
