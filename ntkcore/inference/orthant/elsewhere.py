"""Signs elsewhere: with which probability a Gaussian is positive at other places, given its signs at some."""

import math
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from ntkcore.inference.orthant.ordering import ordered
from ntkcore.inference.orthant.sampling import weighted_points
from ntkcore.inference.orthant.tilting import tilt

_SCRAMBLES = 16
_MOST_LOG2_POINTS, _LOG2_NUMBERS = 11, 16  # in each scramble: of points, and of their coordinates
_LEAST_LEFT = 1e-12  # of the variance of a coordinate, given others


class Elsewhere(NamedTuple):
    """log P of the signs with its standard error, and weighted means for each of r scrambles."""

    log_p: float
    standard_error: float
    weights: np.ndarray  # (r,), with mean 1
    up: np.ndarray  # (r, t): of the probability that each of t further coordinates is positive

    @property
    def positive(self) -> np.ndarray:
        """P(f_* > 0), given the signs, (t,)."""
        return self.up.mean(axis=0)

    def combined(self, coefficients: np.ndarray) -> tuple[float, float]:
        """The sum of `coefficients` (t,) times P(f_* > 0), and its standard error from the spread of the scrambles."""
        value = float(self.positive @ coefficients)
        spread = (self.up @ coefficients - value * self.weights).std(ddof=1)
        return value, float(spread / math.sqrt(len(self.weights)))


def elsewhere(correlation: np.ndarray, cross: np.ndarray, variances: np.ndarray, seed: int = 0) -> Elsewhere:
    """P(f_* > 0) given f > 0, for f ~ N(0, correlation), (n, n) with diagonal 1.

    `cross` (t, n) is the covariance of f_* with f, `variances` (t,) those of f_*. The points of the orthant are drawn
    and weighed as for `log_orthant`; at each, P(f_* > 0) is that of the Gaussian given f.
    """
    n = len(correlation)
    gaussian = ordered(correlation[None], np.zeros((1, n)))
    tilted = tilt(gaussian)
    factor = gaussian.diagonal[0][:, None] * (gaussian.below[0] + np.eye(n))
    along = np.linalg.solve(factor, cross[:, gaussian.order[0]].T).T  # f_* = along z + a part independent of f
    std = np.sqrt(np.maximum(variances - (along**2).sum(axis=1), _LEAST_LEFT * variances))
    log2_count = min(_MOST_LOG2_POINTS, _LOG2_NUMBERS - int(math.log2(n)))
    weights, up = np.empty(_SCRAMBLES), np.empty((_SCRAMBLES, len(cross)))
    for index, (weight, z) in enumerate(weighted_points(gaussian, tilted, log2_count, _SCRAMBLES, seed)):
        weights[index] = weight.mean()
        up[index] = ndtr(along @ z / std[:, None]) @ weight / len(weight)
    mean = weights.mean()
    error = weights.std(ddof=1) / mean / math.sqrt(_SCRAMBLES)
    return Elsewhere(float(tilted.psi[0] + math.log(mean)), float(error), weights / mean, up / mean)
