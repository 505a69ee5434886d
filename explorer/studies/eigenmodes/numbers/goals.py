"""Odds of goals: the odds of two features that agree on all training inputs and disagree elsewhere."""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from explorer.grid.conditioned import FIXED
from ntkcore.architecture import Architecture
from ntkcore.spectra.inputs import at_corners
from ntkcore.spectra.symmetric import angular_kernel, cube_spectrum, degrees, walsh_hadamard


class Feature(StrEnum):
    """A rule that gives +1 or −1 at every corner of the cube; its value is the word in the link."""

    FIRST = "x1"
    SECOND = "x2"
    PAIR = "x2x3"
    TRIPLE = "x2x3x4"
    MAJORITY = "majority"  # of x2, x3, x4
    PARITY = "parity"  # of all inputs


class Goals(NamedTuple):
    """Two features under a prior over functions on {±1}ᵈ; log odds in nats, eigenvalues of the Gram matrix."""

    train: int  # at how many corners the features agree: the training inputs
    test: int  # at how many they disagree
    values: np.ndarray  # (d + 1,) eigenvalue 2ᵈ μ_k + σ² of each degree
    weights: tuple[np.ndarray, np.ndarray]  # (d + 1,) each: the share of a feature that has degree k; they add to 1
    by_degree: np.ndarray  # (d + 1,) what degree k adds to the log odds
    log_odds: float  # log p(first | training) − log p(second | training) for the labels of the test inputs
    agreement: float  # mean of f · first over the test inputs, f the kernel regression; −1 … 1 and beyond


def feature(name: Feature, dimension: int) -> np.ndarray:
    """The feature at every corner, (2ᵈ,) of ±1, in the order of `inputs.at_corners`; d ≥ 4."""
    x = at_corners(dimension)
    match name:
        case Feature.FIRST:
            return x[:, 0]
        case Feature.SECOND:
            return x[:, 1]
        case Feature.PAIR:
            return x[:, 1] * x[:, 2]
        case Feature.TRIPLE:
            return x[:, 1:4].prod(axis=1)
        case Feature.MAJORITY:
            return np.sign(x[:, 1:4].sum(axis=1))
    return x.prod(axis=1)


def weigh_features(
    arch: Architecture, kernel: str, dimension: int, first: Feature, second: Feature, noise_std: float
) -> Goals:
    r"""The log odds of two features' labels where they disagree, given their labels where they agree.

    Labels are ±1, each with noise σ. With the training labels, either hypothesis is a feature z on the whole cube,
    and the parities are the modes there, so that with ẑ² the weight of z at degree k

    .. math:: \log \frac{p(z_1)}{p(z_2)} = ½ \sum_k 2^d \frac{\hat z_2²(k) − \hat z_1²(k)}{2^d μ_k + σ²}

    Both have the same training labels, so these are also the odds given those. A feature with weight where the
    eigenvalue is 0 is impossible: the log odds are ±∞, NaN if both are. Raises ValueError for another kernel or
    dimension.
    """
    size = 2**dimension
    first_labels, second_labels = feature(first, dimension), feature(second, dimension)
    by_distance = angular_kernel(arch, 1.0 - 2.0 * np.arange(dimension + 1) / dimension, kernel)
    values = size * np.maximum(cube_spectrum(arch, kernel, dimension), 0.0) + noise_std**2
    weights = (weight_by_degree(first_labels), weight_by_degree(second_labels))
    possible = values > FIXED * by_distance[0]
    cost = [np.where(possible, 0.5 * size * w / np.where(possible, values, 1.0), _infinite(w)) for w in weights]
    with np.errstate(invalid="ignore"):  # ∞ − ∞: neither is possible
        by_degree = cost[1] - cost[0]
        log_odds = float(cost[1].sum() - cost[0].sum())
    train = first_labels == second_labels
    corners = np.arange(size)
    matrix = by_distance[degrees(dimension)[corners[:, None] ^ corners]]
    mean = _regression(matrix, train, first_labels, noise_std**2 + FIXED * by_distance[0])
    agreement = float((mean * first_labels[~train]).mean()) if not train.all() else np.nan
    return Goals(int(train.sum()), int((~train).sum()), values, weights, by_degree, log_odds, agreement)


def weight_by_degree(labels: np.ndarray) -> np.ndarray:
    """Σ_{|S|=k} f̂(S)² for k = 0 … d, f̂(S) = 2⁻ᵈ Σ_x χ_S(x) f(x): adds up to the mean of f² (O'Donnell 2014, §1.4)."""
    size = len(labels)
    dimension = size.bit_length() - 1
    return np.bincount(degrees(dimension), (walsh_hadamard(labels) / size) ** 2, minlength=dimension + 1)


def _infinite(weights: np.ndarray) -> np.ndarray:
    return np.where(weights > 1e-12, np.inf, 0.0)


def _regression(matrix: np.ndarray, train: np.ndarray, labels: np.ndarray, noise_var: float) -> np.ndarray:
    """The kernel regression's predictions at the corners outside `train` from the labels at those in it."""
    inside = matrix[np.ix_(train, train)] + noise_var * np.eye(int(train.sum()))
    return matrix[np.ix_(~train, train)] @ np.linalg.solve(inside, labels[train])
