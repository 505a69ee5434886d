"""The score of points under a Gaussian, beside that of its own draws, and what each of their values costs."""

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


class LeftOut(NamedTuple):
    """For each value of a point, (n,) each: what the other values let expect of it, mean and std, and its cost in nats.

    The cost is how much the log-density grows if the value becomes that mean, and all others stay.
    """

    mean: np.ndarray
    std: np.ndarray
    cost: np.ndarray


def left_out(values: ArrayLike, mean: ArrayLike, covariance: ArrayLike) -> LeftOut:
    """Compare each of the `values` (n,) with its distribution under N(`mean`, `covariance`) given the n − 1 others.

    With P = C⁻¹ and a = P (y − m): given the others, value i has the mean y_i − a_i / P_ii and the variance 1 / P_ii
    (Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", eqs. 5.10–5.12), and costs a_i² / (2 P_ii).
    Raises ValueError for values that are not finite, and LinAlgError for a singular covariance.
    """
    y = np.asarray(as_finite("values", values))
    precision = np.linalg.inv(np.asarray(as_finite("covariance", covariance)))
    pulled, stiffness = precision @ (y - np.asarray(as_finite("mean", mean))), np.diagonal(precision)
    return LeftOut(y - pulled / stiffness, 1 / np.sqrt(stiffness), pulled**2 / (2 * stiffness))


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
