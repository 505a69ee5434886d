"""The probability of an orthant of a Gaussian, for many orthants at once, with a standard error."""

import math
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from ntkcore.checks import as_finite, as_matrix, check_integer, check_number
from ntkcore.inference.given import check_gram
from ntkcore.inference.orthant.distinct import check_rank, correlations, distinct
from ntkcore.inference.orthant.ordering import Ordered, ordered
from ntkcore.inference.orthant.sampling import Draws, draw
from ntkcore.inference.orthant.tilting import Tilt, tilt
from ntkcore.inference.orthant.traced import evaluate
from ntkcore.precision import in_float64
from ntkcore.reals import Array

_SCRAMBLES, _SCRAMBLES_OF_MANY, _MANY = 16, 8, 32  # many orthants together make up for fewer scrambles of each
_LOG2_POINTS = 9  # in each scramble, at first
_MOST_LOG2_POINTS, _MOST_LOG2_NUMBERS = 13, 18  # in each scramble: of points, and of their coordinates
ACCURACY = 3e-3  # the standard error of log P at which no more points are drawn
_LOOSE, _FEW = 0.01, 10  # an accuracy for which half as many points are the first, a quarter up to 10 coordinates
_LEAST_LOG2_POINTS = 5  # the same where the likely orthants alone need to be exact; half as many up to 10 coordinates
_ROUGH = 0.05  # the largest standard error of log P that is accepted for the others
_RATE = 1.4  # with the error to this power, as it falls for Sobol points, the number of points is multiplied
_ENTRIES_AT_ONCE = 2**23  # of the covariances of orthants that are solved together
_MOST_SEED = 2**53


class Orthant(NamedTuple):
    """log P, in nats, and its standard error."""

    log_p: Array
    standard_error: Array


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


@in_float64
def log_orthant(
    covariance: ArrayLike,
    signs: ArrayLike,
    *,
    mean: ArrayLike | None = None,
    seed: int = 0,
    accuracy: float = ACCURACY,
    weights: ArrayLike | None = None,
) -> Orthant:
    r"""log P(s_i f_i > 0 for all i) for f ~ N(mean, covariance), n coordinates, and signs s (n,), or (b, n) for b.

    The coordinates are drawn one after the other (Geweke, Hajivassiliou and Keane), the least likely first, from
    normals shifted to the saddle point of Botev (2017), by scrambled Sobol points. Probabilities down to e^−200 and
    below have the same relative error as large ones. There are 16 scrambles of 512 points, or 8 for
    32 orthants or more. Where the standard error, which comes from the spread of the scrambles, is above
    `accuracy`, from 10⁻⁴ to 1, there are more points, at most 8192 in each, and fewer for more than 32 coordinates.
    An accuracy of 0.01 or more takes half as many at first, and a quarter for up to 10 coordinates.

    With `weights` w > 0, (b,), the orthants are taken for the parts of a whole, and `accuracy` is that of each share
    w P / Σ w P. So the likely ones get many points and the others few; their log P has an error of at most 0.05.

    Coordinates that are multiples of others, as f(−x) = −f(x) in a network without bias and with an odd φ, are exact:
    signs that contradict it have log P = −∞ and standard error 0. The same `seed` gives the same points.

    Returns Orthant(log_p, standard_error), scalars or (b,), float64. Raises ValueError for signs other than ±1, for a
    covariance that is not symmetric with a positive diagonal, and for one of lower rank in its other coordinates.
    """
    matrix = as_matrix("covariance", covariance, (None, None))
    check_gram("covariance", matrix)
    wanted = as_signs("signs", signs, len(matrix))
    shift = np.zeros(len(matrix)) if mean is None else as_finite("mean", mean)
    if shift.shape != (len(matrix),):
        raise ValueError(f"mean must have shape ({len(matrix)},), got {shift.shape}. Give one for each coordinate.")
    number = check_integer("seed", seed, 0, _MOST_SEED)
    error = check_number("accuracy", accuracy, 1e-4, 1.0)
    weighing = None if weights is None else _as_weights(weights, np.atleast_2d(wanted).shape[0])
    solver = partial(solve, np.atleast_2d(wanted), number, "covariance", accuracy=error, weights=weighing)
    log_p, error = evaluate(solver, np.atleast_2d(wanted).shape[0], matrix, shift)
    return Orthant(log_p[0], error[0]) if wanted.ndim == 1 else Orthant(log_p, error)


def _as_weights(weights: ArrayLike, count: int) -> np.ndarray:
    array = np.asarray(as_finite("weights", weights))
    if array.shape != (count,) or not (array > 0.0).all():
        raise ValueError(f"weights must be {count} numbers above 0, got {array}. Give one for each orthant.")
    return array


def solve(
    signs: np.ndarray,
    seed: int,
    name: str,
    covariance: np.ndarray,
    mean: np.ndarray,
    *,
    slopes: bool = False,
    accuracy: float = ACCURACY,
    weights: np.ndarray | None = None,
) -> tuple[np.ndarray, ...]:
    """`log_orthant` for checked arrays and signs (b, n); `name` is that of the covariance in errors.

    With `slopes` the derivatives of log P by covariance (b, n, n) and mean (b, n) follow.
    """
    correlation, std = correlations(covariance, name)
    groups = distinct(correlation)
    scaled, leaders = mean / std, groups.kept[groups.of]
    if np.abs(scaled - groups.relation * scaled[leaders]).max() > 1e-12 * max(1.0, float(np.abs(scaled).max())):
        raise ValueError(
            "mean must be as the covariance for coordinates that are multiples of each other, got another one. "
            "Leave out all but one of such coordinates."
        )
    correlation = correlation[np.ix_(groups.kept, groups.kept)]
    check_rank(correlation, name)
    batch, n = signs.shape
    shapes = ((batch,), (batch, n, n), (batch, n)) if slopes else ((batch,),)
    results = np.full(batch, -math.inf), *(np.zeros(shape) for shape in shapes)
    possible = np.flatnonzero((signs == groups.relation * signs[:, leaders]).all(axis=1))
    step = max(1, _ENTRIES_AT_ONCE // correlation.size)
    for start in range(0, len(possible), step):
        chunk = possible[start : start + step]
        sides = signs[np.ix_(chunk, groups.kept)]
        gaussian = ordered(correlation * sides[:, :, None] * sides[:, None], sides * scaled[groups.kept])
        tilted = tilt(gaussian)
        weighing = None if weights is None else weights[chunk]
        results[0][chunk], results[1][chunk], level = _estimate(gaussian, tilted, seed, accuracy, weighing)
        if slopes:
            by_covariance, by_mean = _slopes(gaussian, tilted, int(level.max(initial=_LOG2_POINTS)), seed)
            factors = sides / std[groups.kept]
            scaling = factors[:, :, None] * factors[:, None]
            results[2][np.ix_(chunk, groups.kept, groups.kept)] = by_covariance * scaling
            results[3][np.ix_(chunk, groups.kept)] = by_mean * factors
    return results


def _slopes(gaussian: Ordered, tilted: Tilt, log2_points: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    r"""Derivatives of log P by covariance (b, d, d) and mean (b, d), in the order before `ordered`.

    .. math:: \tfrac12 L^{-T} (E[z zᵀ] - I) L^{-1}, \quad L^{-T} E[z],

    with the means over the orthant (Plackett 1954 has the same derivatives as integrals over its faces).
    """
    batch, d = gaussian.start.shape
    draws = draw(gaussian, tilted, log2_points, _SCRAMBLES, (seed, batch), moments=True)
    factor = gaussian.diagonal[..., None] * (gaussian.below + np.eye(d))
    inverse = np.linalg.solve(factor, np.broadcast_to(np.eye(d), factor.shape))
    back = np.argsort(gaussian.order, axis=1)
    inverse = np.take_along_axis(inverse, back[:, None], axis=2)
    first, second = np.asarray(draws.first), np.asarray(draws.second)
    by_covariance = 0.5 * inverse.transpose(0, 2, 1) @ (second - np.eye(d)) @ inverse
    return by_covariance, (inverse.transpose(0, 2, 1) @ first[..., None])[..., 0]


def _estimate(
    gaussian: Ordered, tilted: Tilt, seed: int, accuracy: float, weights: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """log P and its standard error, (b,) each, from as many points as it takes, and how many those were."""
    batch, d = gaussian.start.shape
    few = int(d <= _FEW)
    first = _LOG2_POINTS - (accuracy >= _LOOSE) * (1 + few) if weights is None else _LEAST_LOG2_POINTS - few
    level, wanted = np.full(batch, first), np.full(batch, accuracy)
    if d == 1:
        return tilted.psi, np.zeros(batch), level
    log_p, error = np.empty(batch), np.empty(batch)
    most = max(_LOG2_POINTS, min(_MOST_LOG2_POINTS, _MOST_LOG2_NUMBERS - int(math.log2(d))))
    scrambles = _SCRAMBLES_OF_MANY if batch >= _MANY else _SCRAMBLES
    pending = np.arange(batch)
    while len(pending):
        for log2_points in np.unique(level[pending]).tolist():
            group = pending[level[pending] == log2_points]
            draws = draw(gaussian.take(group), tilted.take(group), log2_points, scrambles, (seed, int(group[0])))
            log_p[group], error[group] = _summary(draws, tilted.psi[group])
        if weights is not None:
            wanted = _of_shares(log_p + np.log(weights), accuracy)
        pending = pending[(error[pending] > wanted[pending]) & (level[pending] < most)]
        more = np.ceil(_RATE * np.log2(error[pending] / wanted[pending]))
        level[pending] = np.minimum(level[pending] + more.astype(int), most)
    return log_p, error, level


def _of_shares(log_parts: np.ndarray, accuracy: float) -> np.ndarray:
    """The standard errors of log P, (b,), that give the shares of parts this accuracy."""
    likelihood = np.exp(log_parts - np.nanmax(log_parts))
    shares = likelihood / np.nansum(likelihood)
    with np.errstate(divide="ignore"):
        return np.minimum(accuracy / (shares * (1.0 - shares)), _ROUGH)


def _summary(draws: Draws, psi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """log P and its standard error from the means of the scrambles.

    A variance estimated from few scrambles is sometimes far too small. Where there are many orthants, the mean of their
    variances counts as three further scrambles. Both are NaN where all weights have underflowed, which happens under
    kernels that rounding has almost made singular: such points do not tell that P is 0.
    """
    mean, scrambles = draws.means.mean(axis=1), draws.means.shape[1]
    mean = np.where((mean > 0.0) & np.isfinite(mean), mean, math.nan)
    variance = (draws.means / mean[:, None]).var(axis=1, ddof=1)
    if len(mean) >= _MANY:
        variance = ((scrambles - 1) * variance + 3.0 * np.nanmean(variance)) / (scrambles + 2)
    return psi + np.log(mean), np.sqrt(variance / scrambles)
