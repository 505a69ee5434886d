"""Random hidden layers of finite width, drawn through the Gram matrices of their units alone."""

import numpy as np

from ntkcore.architecture import Architecture, check_plain
from ntkcore.kernels.activations import Activation, apply

_LEAST_PIVOT = 1e-13  # of a variance: below, a coordinate is a sum of those before it up to rounding


def root(gram: np.ndarray) -> np.ndarray:
    """L (s, m, m), lower triangular with L Lᵀ = gram (s, m, m), positive semidefinite: Cholesky with columns of 0."""
    factor, size = np.zeros_like(gram), gram.shape[-1]
    for k in range(size):
        done = factor[:, k:, :k]
        column = gram[:, k:, k] - (done @ done[:, 0, :, None])[..., 0]
        pivot = column[:, 0]
        fine = pivot > _LEAST_PIVOT * gram[:, k, k]
        factor[fine, k:, k] = column[fine] / np.sqrt(pivot[fine])[:, None]
    return factor


def first_factor(arch: Architecture, x: np.ndarray) -> np.ndarray:
    """A root (1, m, d + 1) of the covariance of the first layer's pre-activations at x (m, d)."""
    return np.hstack([arch.weight_std / x.shape[1] ** 0.5 * x, np.full((len(x), 1), arch.bias_std)])[None]


def draw_gram(arch: Architecture, factor: np.ndarray, width: int, states: int, rng: np.random.Generator) -> np.ndarray:
    """Covariances (s, m, m) of the next layer's pre-activations, given each of s draws of a layer of `width` units.

    The pre-activations of the layer's units are independent columns `factor` ξ, with a factor (s, m, k) for each state,
    or (1, m, k) for all. Given its activations H (m, N), those of the next layer are independent columns of the
    distribution N(0, w² H Hᵀ/N + b²): exactly so for Gaussian weights. No matrix of N × N weights is drawn.
    """
    check_plain(arch)
    hidden = apply(Activation(arch.activation), factor @ rng.standard_normal((states, factor.shape[-1], width)))
    return arch.weight_std**2 / width * (hidden @ hidden.transpose(0, 2, 1)) + arch.bias_std**2
