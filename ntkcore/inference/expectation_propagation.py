"""Expectation propagation: a normal approximation of a Gaussian within an orthant, and with it log P of the orthant."""

import math
from typing import NamedTuple

import numpy as np
from scipy.linalg import cho_solve
from scipy.linalg.lapack import dpotrf, dtrtrs  # pyright: ignore[reportAttributeAccessIssue]
from scipy.special import log_ndtr, ndtr

from ntkcore.inference.orthant.distinct import correlations, distinct
from ntkcore.inference.orthant.ordering import mills

_ROUNDS = 500
_DAMPING = 0.8  # how far the sites go to their new values in one round, at first
_PATIENCE = 100  # rounds, after which they go half as far
_UNDAMPED = 20  # rounds from a start that is near
_TOLERANCE = 1e-5  # of the factors; log P then has ten digits
_LEAST_LEFT = 1e-12  # of the variance of a cavity, within its half line


class Sites(NamedTuple):
    """log P by expectation propagation, and the normal factors that stand for the signs, precisions and shifts (n,)."""

    log_p: float
    precision: np.ndarray
    shift: np.ndarray


NONE = Sites(0.0, np.zeros(0), np.zeros(0))  # no signs: P = 1


def _factor(covariance: np.ndarray, precision: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """√T (n,) and the Cholesky factor of B = I + √T K √T."""
    root = np.sqrt(precision)
    matrix = root[:, None] * covariance * root
    # A round takes 0.1 ms, which the checks of scipy.linalg would double.
    matrix.flat[:: len(matrix) + 1] += 1.0
    factor, failed = dpotrf(matrix.T, lower=1, overwrite_a=1)  # of a symmetric matrix, whose transpose needs no copy
    if failed:
        raise ArithmeticError("expectation propagation met a matrix that is not positive definite. Use 'orthant'.")
    return root, factor


def _solved(factor: np.ndarray, root: np.ndarray, cross: np.ndarray) -> np.ndarray:
    """L⁻¹ √T crossᵀ (n, t) for the Cholesky factor L of B and the covariances `cross` (t, n)."""
    return dtrtrs(factor, (cross * root).T, lower=1, overwrite_b=1)[0]


def propagate(
    covariance: np.ndarray, signs: np.ndarray, start: Sites | None = None, tolerance: float = _TOLERANCE
) -> Sites:
    """log P(s_i f_i > 0 for all i), f ~ N(0, K), K (n, n), s (n,), approximately; rounding does not need K's full rank.

    Each sign is replaced by a normal factor, such that mean and variance of every coordinate agree with those under its
    true sign and the other normal factors (Minka 2001; Rasmussen & Williams 2006, §3.6, with Φ as a step). All factors
    are updated together, with damping, and without it from a `start` that is near. The factors belong to s_i f_i/σ_i,
    and `start` may have those of the first coordinates only.
    It ends when no factor changes by more than `tolerance` (relative to its precision, or √ of it for its mean): log P
    is stationary there, so it is off by about the square. Raises ArithmeticError if that does not converge.
    """
    scale = np.sqrt(np.diagonal(covariance))
    correlation = covariance * np.outer(signs / scale, signs / scale)
    precision, shift = np.zeros(len(signs)), np.zeros(len(signs))
    if start is not None:
        precision[: len(start.precision)], shift[: len(start.shift)] = start.precision, start.shift
    for count in range(_ROUNDS):
        with np.errstate(all="ignore"):  # without a limit the sites grow beyond all numbers
            log_p, target, moved = _improved(correlation, precision, shift)
        if not (math.isfinite(log_p) and np.isfinite(target).all() and np.isfinite(moved).all()):
            break
        change = max(
            np.abs((target - precision) / (1.0 + target)).max(initial=0.0),
            np.abs((moved - shift) / np.sqrt(1.0 + target)).max(initial=0.0),
        )
        damping = 1.0 if start is not None and count < _UNDAMPED else _DAMPING * 0.5 ** (count // _PATIENCE)
        precision, shift = precision + damping * (target - precision), shift + damping * (moved - shift)
        if change < tolerance:
            return Sites(log_p, precision, shift)
    raise ArithmeticError(f"expectation propagation has not converged in {_ROUNDS} rounds. Use method='orthant'.")


def _improved(
    correlation: np.ndarray, precision: np.ndarray, shift: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """log P by the present sites, and the precisions and shifts that agree with the moments under the true signs."""
    root, factor = _factor(correlation, precision)
    solved = _solved(factor, root, correlation)
    variance = 1.0 - np.einsum("ij,ij->j", solved, solved)
    mean = correlation @ shift - solved.T @ (solved @ shift)
    cavity = np.maximum(1.0 / variance - precision, 1e-300)
    cavity_mean = (mean / variance - shift) / cavity
    log_p = _log_p(factor, cavity, cavity_mean, precision, shift, mean)
    return log_p, *_matched(cavity, cavity_mean)


def _matched(cavity: np.ndarray, cavity_mean: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Precisions and shifts of the normal factors that turn the cavities' moments into those of their part above 0."""
    z = cavity_mean * np.sqrt(cavity)
    ratio = mills(z)
    left = np.maximum(1.0 - ratio * (z + ratio), _LEAST_LEFT)
    precision = cavity * (1.0 / left - 1.0)
    return precision, (cavity_mean + ratio / np.sqrt(cavity)) * (cavity + precision) - cavity * cavity_mean


def _log_p(
    factor: np.ndarray,
    cavity: np.ndarray,
    cavity_mean: np.ndarray,
    precision: np.ndarray,
    shift: np.ndarray,
    mean: np.ndarray,
) -> float:
    """The normalisation of the approximation (Rasmussen & Williams 2006, eqs. 3.73 and 3.74)."""
    both = cavity + precision
    terms = log_ndtr(cavity_mean * np.sqrt(cavity)) + 0.5 * np.log1p(precision / cavity) - np.log(np.diagonal(factor))
    terms += 0.5 * shift * mean - 0.5 * shift**2 / both
    terms += 0.5 * cavity_mean * cavity * (precision * cavity_mean - 2.0 * shift) / both
    return float(terms.sum())


class Predicted(NamedTuple):
    """Means and variances (t,) of further coordinates, given that those before them have their signs, approximately."""

    mean: np.ndarray
    variance: np.ndarray

    @property
    def positive(self) -> np.ndarray:
        """P(f_* > 0) (t,): Φ(mean/std) (Rasmussen & Williams 2006, eq. 3.58, with Φ as a step)."""
        return ndtr(self.mean / np.sqrt(self.variance))


def predict(correlation: np.ndarray, sites: Sites, cross: np.ndarray, variances: np.ndarray) -> Predicted:
    """Predict coordinates f_* from the normal approximation (Rasmussen & Williams 2006, eqs. 3.60 and 3.61).

    `correlation` (n, n) is that of s_i f_i/σ_i, `cross` (t, n) the covariance with them, `variances` (t,) those of f_*.
    """
    root, factor = _factor(correlation, sites.precision)
    solved = _solved(factor, root, cross)
    b = sites.shift - root * cho_solve((factor, True), root * (correlation @ sites.shift))
    left = np.maximum(variances - np.einsum("ij,ij->j", solved, solved), _LEAST_LEFT * variances)
    return Predicted(cross @ b, left)


def positive(correlation: np.ndarray, sites: Sites, cross: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """P(f_* > 0) (t,) for coordinates given that those of `sites` have their signs, approximately; see `predict`."""
    return predict(correlation, sites, cross, variances).positive


def extended(sites: Sites, new: Predicted) -> Sites:
    """Sites to begin with once further coordinates must be positive, which the present sites predicted as `new`.

    Each new factor gives its coordinate the moments of the prediction above 0 (assumed-density filtering: Minka 2001,
    §3.2). Its log P is not known yet: NaN.
    """
    precision, shift = _matched(1.0 / new.variance, new.mean)
    return Sites(math.nan, np.append(sites.precision, precision), np.append(sites.shift, shift))


def solve(
    signs: np.ndarray, name: str, covariance: np.ndarray, mean: np.ndarray, *, slopes: bool = False
) -> tuple[np.ndarray, ...]:
    """log P (1,) by expectation propagation, the error 0, and with `slopes` the derivatives by K and by the mean 0.

    Coordinates that are multiples of others are left out, or make P = 0; `name` is that of K in errors. The derivative
    by K is ½(b bᵀ − R) (Rasmussen & Williams 2006, eq. 5.27), that by the mean is b.
    """
    correlation, std = correlations(covariance, name)
    groups, n = distinct(correlation), len(signs)
    shapes = ((1,), (1, n, n), (1, n)) if slopes else ((1,),)
    results = np.full(1, -math.inf), *(np.zeros(shape) for shape in shapes)
    if (signs != groups.relation * signs[groups.kept[groups.of]]).any():
        return results
    kept = groups.kept
    sides, factors = signs[kept], signs[kept] / std[kept]
    positive = correlation[np.ix_(kept, kept)] * np.outer(sides, sides)
    sites = propagate(positive, np.ones(len(kept)))
    results[0][0] = sites.log_p
    if slopes:
        root, factor = _factor(positive, sites.precision)
        inverse = root[:, None] * cho_solve((factor, True), np.diag(root))
        b = sites.shift - inverse @ (positive @ sites.shift)
        results[2][0][np.ix_(kept, kept)] = 0.5 * (np.outer(b, b) - inverse) * np.outer(factors, factors)
        results[3][0, kept] = b * factors
    return results
