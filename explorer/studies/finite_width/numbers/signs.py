"""The product of two of ten signs: the task, its examples, and what infinitely wide networks make of them."""

import numpy as np

from ntkcore import kernel_pair
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.networks.rich import Problem
from ntkcore.spectra.inputs import at_corners

SIGNS, EXAMPLES = 10, 128
CORNERS = at_corners(SIGNS)
PRODUCT = CORNERS[:, 0] * CORNERS[:, 1]


def problem(seed: int) -> Problem:
    """Examples at 128 random corners of the cube, and the test at the other 896."""
    order = np.random.default_rng(seed).permutation(len(CORNERS))
    shown, hidden = order[:EXAMPLES], order[EXAMPLES:]
    return Problem(CORNERS[shown], PRODUCT[shown], CORNERS[hidden], PRODUCT[hidden])


@cached(64)  # a few networks for each of a class
def by_differences(arch: Architecture) -> tuple[np.ndarray, np.ndarray]:
    """NNGP kernel and NTK (11,) of two corners that differ in 0, 1, … 10 signs: these are all values that there are."""
    reference = np.ones((1, SIGNS))
    others = 1.0 - 2.0 * (np.arange(SIGNS) < np.arange(SIGNS + 1)[:, None])
    kernels = kernel_pair(arch, reference, others)
    return np.asarray(kernels.nngp)[0], np.asarray(kernels.ntk)[0]


def lookup(values: np.ndarray, x1: np.ndarray, x2: np.ndarray) -> np.ndarray:
    """The kernel with these values by number of differing signs, at corners x1 (n1, 10) and x2 (n2, 10)."""
    return values[np.rint((SIGNS - x1 @ x2.T) / 2.0).astype(int)]


def kernel_error(arch: Architecture, task: Problem) -> float:
    """The mean squared test error of the infinitely wide network, trained to the end: regression with its NTK."""
    ntk = by_differences(arch)[1]
    weights = np.linalg.lstsq(lookup(ntk, task.x, task.x), task.y, rcond=1e-13)[0]
    return float(np.mean((lookup(ntk, task.x_test, task.x) @ weights - task.y_test) ** 2))
