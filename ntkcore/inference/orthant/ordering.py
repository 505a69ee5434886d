"""The order in which the coordinates of a Gaussian are conditioned, the least likely first, and the factor in it."""

from typing import NamedTuple

import numpy as np
from scipy.special import erfcx

_ROOT = np.sqrt(2.0 / np.pi)
_LEAST_VARIANCE = 1e-14  # of a coordinate of variance 1, given others: what rounding may leave of it


def mills(w: np.ndarray) -> np.ndarray:
    """The inverse Mills ratio φ(w)/Φ(w), the mean of a standard normal above −w; no digits are lost in the tails."""
    return _ROOT / erfcx(w / -np.sqrt(2.0))


class Ordered(NamedTuple):
    """b Gaussians f = mean + L z in an order of their coordinates, of which each must be positive.

    With the rows divided by the diagonal of L, f_i > 0 is z_i > start_i − (below z)_i.
    """

    order: np.ndarray  # (b, d): the coordinate that comes k-th
    diagonal: np.ndarray  # (b, d) of L
    below: np.ndarray  # (b, d, d): the rows of L divided by the diagonal, strictly lower triangular
    start: np.ndarray  # (b, d): −mean/diagonal

    def take(self, some: np.ndarray | slice) -> "Ordered":
        """Some of the b Gaussians."""
        return Ordered(*(array[some] for array in self))


def ordered(covariance: np.ndarray, mean: np.ndarray) -> Ordered:
    """Orders the coordinates of b Gaussians with covariances (b, d, d), diagonal 1, and means (b, d).

    The next coordinate is that which is least likely to be positive, given that those before it are; they stand at
    their means in the truncated distribution. (Gibson, Glasbey and Elston 1994; Genz and Bretz 2009.)
    """
    batch, d = mean.shape
    rows = np.arange(batch)
    factor, order = np.zeros((batch, d, d)), np.empty((batch, d), int)
    variance, shifted = np.ones((batch, d)), mean.copy()
    chosen = np.zeros((batch, d), bool)
    for k in range(d):
        scale = np.sqrt(np.maximum(variance, _LEAST_VARIANCE))
        ratio = np.where(chosen, np.inf, shifted / scale)
        best = ratio.argmin(axis=1)
        order[:, k] = best
        column = covariance[rows, best]
        if k:
            column = column - (factor[:, :, :k] @ factor[rows, best, :k, None])[..., 0]
        column = np.where(chosen, 0.0, column / scale[rows, best, None])
        column[rows, best] = scale[rows, best]
        chosen[rows, best] = True
        factor[:, :, k] = column
        variance -= column**2
        shifted += column * mills(ratio[rows, best])[:, None]
    factor = np.take_along_axis(factor, order[..., None], axis=1)
    diagonal = factor[:, np.arange(d), np.arange(d)].copy()
    below = factor / diagonal[..., None]
    below[:, np.arange(d), np.arange(d)] = 0.0
    return Ordered(order, diagonal, below, -np.take_along_axis(mean, order, axis=1) / diagonal)
