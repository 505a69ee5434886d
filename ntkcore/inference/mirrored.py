"""Sample functions on inputs symmetric about 0, by Cholesky factors of the even and the odd half of a kernel."""

import math

import numpy as np

from ntkcore.inference.factor import JITTER

_LEVELS = 6  # of coarser and coarser inputs, the coarsest 2⁶ steps apart
_LEAST_PIVOT = 0.5  # of the jitter: what rounding may leave of a pivot


def coarse_first(count: int) -> np.ndarray:
    """The integers 0 … count − 1, those divisible by high powers of 2 first: 0, 64, 128, …, 32, 96, …, 1, 3, 5, …."""
    integers = np.arange(count)
    level = sum((integers % 2**power == 0).astype(int) for power in range(1, _LEVELS + 1))
    return np.lexsort((integers, -np.asarray(level)))


def mirrored_samples(gram: np.ndarray, normals: np.ndarray) -> np.ndarray:
    r"""Functions f ~ N(0, K + jitter·I), (…, n), from standard normals (…, n); jitter = JITTER · mean diagonal of K.

    K (n, n), n odd, is a kernel with k(−x, −x′) = k(x, x′) at evenly spaced inputs symmetric about 0. Then

    .. math:: g(0) = f(0), \quad g(x) = (f(x) + f(-x)) / \sqrt 2, \quad h(x) = (f(x) - f(-x)) / \sqrt 2, \quad x > 0

    are independent, and each is L z with the Cholesky factor L of its covariance. The inputs are in the order of
    `coarse_first`, so that the factor of every second input is the leading block: a grid half as fine gives the same
    functions there. The first (n + 1)/2 normals are those of g. Fixed normals give functions that change continuously
    with K, for the diagonal of L is positive. The factor is known to about 1e-10 of its size: rounding of K of 1e-16
    over the root of a jitter of 1e-12.
    """
    middle = len(gram) // 2
    same, mirrored = gram[middle:, middle:], gram[middle:, middle::-1]
    even, odd = same + mirrored, (same - mirrored)[1:, 1:]
    even[0] /= math.sqrt(2.0)
    even[:, 0] /= math.sqrt(2.0)
    jitter, order = JITTER * float(gram.trace()) / len(gram), coarse_first(middle + 1)
    g = _drawn(even, order, jitter, normals[..., : middle + 1])
    h = _drawn(odd, order[1:] - 1, jitter, normals[..., middle + 1 :])
    right, left = (g[..., 1:] + h) / math.sqrt(2.0), (g[..., 1:] - h) / math.sqrt(2.0)
    return np.concatenate([left[..., ::-1], g[..., :1], right], axis=-1)


def _drawn(covariance: np.ndarray, order: np.ndarray, jitter: float, normals: np.ndarray) -> np.ndarray:
    """Functions ~ N(0, covariance + jitter) from normals that belong to the inputs in that order."""
    functions = np.empty_like(normals)
    functions[..., order] = normals @ cholesky_factor(covariance[np.ix_(order, order)], jitter).T
    return functions


def cholesky_factor(matrix: np.ndarray, jitter: float) -> np.ndarray:
    """The lower L with L Lᵀ = matrix + jitter·I, column by column; no pivot is below half the jitter.

    LAPACK's factor is the same, but ends with an error where rounding makes a pivot negative.
    """
    factor = np.zeros_like(matrix)
    for k in range(len(matrix) if jitter > 0 else 0):
        column = matrix[k:, k] - factor[k:, :k] @ factor[k, :k]
        pivot = math.sqrt(max(float(column[0]) + jitter, _LEAST_PIVOT * jitter))
        factor[k:, k] = column / pivot
        factor[k, k] = pivot
    return factor
