"""The log-density of a Gaussian's own draws: how large it is, and how often it is below that of a given point."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincc

from ntkcore.checks import as_finite, check_integer


class DrawDensity(NamedTuple):
    """Mean and standard deviation, in nats, of log p(X) over draws X ~ p, p a Gaussian in n dimensions."""

    mean: float
    std: float


def density_of_draws(peak: ArrayLike, dimension: int) -> DrawDensity:
    """Compute what draws of N(m, C) score under it: log p(X) = log p(m) − ½ χ²_n, n = `dimension`, log p(m) = `peak`.

    So the mean is log p(m) − n/2 = −½ log det(2πe C), minus the differential entropy (Cover & Thomas 2006,
    theorem 8.4.1), and the standard deviation is √(n/2).
    """
    return DrawDensity(float(np.asarray(peak)) - dimension / 2, math.sqrt(_dimension(dimension) / 2))


def share_of_draws_below(log_density: ArrayLike, peak: ArrayLike, dimension: int) -> np.ndarray:
    """The probability that a draw of N(m, C) has a lower density than points of these log-densities (k,), exactly.

    P(log p(X) < log p(y)) = P(χ²_n > q) with q = 2 (log p(m) − log p(y)), the squared Mahalanobis distance of y. It is
    1 at the mean; over draws y it is uniform. Raises ValueError for n < 1 and for values that are not finite.
    """
    distance = np.maximum(np.asarray(peak) - np.asarray(as_finite("log_density", log_density)), 0.0)
    return np.asarray(gammaincc(_dimension(dimension) / 2, distance))


def _dimension(value: int) -> int:
    return check_integer("dimension", value, 1, 2**31)
