"""Inputs on a line that represent a density: uniform on the window, normal, two clusters."""

from enum import StrEnum
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from explorer.scene.window import GRID
from ntkcore.cache import cached

LINE_POINTS = 300
# The grid's points are the middles of 301 cells of width 0.01: a midpoint rule for the uniform density between these.
INTERVAL_END = 1.505
GAUSSIAN_STD = 0.5
CLUSTER_CENTRE, CLUSTER_STD = 1.0, 0.1


class InputSet(StrEnum):
    """A set or a distribution of inputs; its value is the word in the link."""

    INTERVAL = "interval"
    TRAINING = "training"
    GAUSSIAN = "gaussian"
    CLUSTERS = "clusters"
    CIRCLE = "circle"
    CUBE = "cube"


ON_A_LINE = (InputSet.INTERVAL, InputSet.GAUSSIAN, InputSet.CLUSTERS)


@cached(len(ON_A_LINE))  # all there are
def on_line(inputs: InputSet) -> np.ndarray:
    """Inputs (n,), ascending and symmetric about 0, that represent a density: each has the mass 1/n.

    Uniform: `window.GRID`, n = 301. Otherwise n = 300 quantiles, at the levels (i + ½)/n: the normal density of
    standard deviation 0.5, or two normal clusters of standard deviation 0.1 about ±1. The array is read-only.
    """
    if inputs == InputSet.INTERVAL:
        return GRID
    n_half = LINE_POINTS // 2
    if inputs == InputSet.GAUSSIAN:
        levels, normal = 0.5 + (np.arange(n_half) + 0.5) / LINE_POINTS, NormalDist(0.0, GAUSSIAN_STD)
    else:
        levels, normal = (np.arange(n_half) + 0.5) / n_half, NormalDist(CLUSTER_CENTRE, CLUSTER_STD)
    right = np.array([normal.inv_cdf(level) for level in levels])
    x = np.concatenate([-right[::-1], right])
    x.setflags(write=False)
    return x


def density(inputs: InputSet, x: ArrayLike) -> np.ndarray:
    """The probability density that `on_line` represents, at x (n,). The clusters' overlap of 10⁻²³ is left out."""
    at = np.asarray(x, dtype=np.float64)
    if inputs == InputSet.INTERVAL:
        return np.where(np.abs(at) <= INTERVAL_END, 0.5 / INTERVAL_END, 0.0)
    if inputs == InputSet.GAUSSIAN:
        return _normal_density(at, GAUSSIAN_STD)
    return 0.5 * _normal_density(np.abs(at) - CLUSTER_CENTRE, CLUSTER_STD)


def _normal_density(x: np.ndarray, std: float) -> np.ndarray:
    return np.exp(-0.5 * (x / std) ** 2) / (std * (2 * np.pi) ** 0.5)
