"""The solves of an edit in bare LAPACK and BLAS at the real n: no kernel, no padding, no Python objects in between."""

from collections.abc import Callable

import numpy as np
from scipy.linalg import get_blas_funcs, get_lapack_funcs

_potrf, _trtrs, _syevd = get_lapack_funcs(("potrf", "trtrs", "syevd"), dtype=np.float64)
_gemv, _gemm, _syrk = get_blas_funcs(("gemv", "gemm", "syrk"), dtype=np.float64)

GRID_HALVES = (151, 150)  # the even and the odd modes of 301 inputs


def posterior(gram: np.ndarray, cross: np.ndarray, labels: np.ndarray, test_gram: np.ndarray) -> Callable[[], None]:
    """A function that runs potrf, trtrs and gemm for mean and variance, syevd for modes, potrf for two candidates.

    For mean and variance at m inputs. gram (n, n) positive definite, cross (n, m), labels (n,), test_gram (m, m).
    """
    gram, cross = np.asfortranarray(gram), np.asfortranarray(cross)
    variance = np.ascontiguousarray(test_gram.diagonal())
    ask = slice(175, 176)  # one test input, two labels

    def solve() -> None:
        cholesky, _ = _potrf(gram, lower=1)
        white, _ = _trtrs(cholesky, cross, lower=1)
        coordinates, _ = _trtrs(cholesky, labels, lower=1)
        mean = _gemv(1.0, white, coordinates, trans=1)
        np.sqrt(np.maximum(variance - np.einsum("ij,ij->j", white, white), 0.0))
        _, vectors, _ = _syevd(gram)
        _gemm(1.0, vectors, cross, trans_a=1)
        explained = _gemm(1.0, white[:, ask], white[:, ask], trans_a=1)
        for label in (0.1, -0.4):
            factor, _ = _potrf(test_gram[ask, ask] - explained, lower=1)
            _trtrs(factor, label - mean[ask], lower=1)

    return solve


def grid(grams: tuple[np.ndarray, np.ndarray]) -> Callable[[], None]:
    """A function that runs syevd of the even and the odd block of both Gram matrices of the grid."""
    blocks = [np.asfortranarray(gram[:size, :size]) for gram in grams for size in GRID_HALVES]

    def solve() -> None:
        for block in blocks:
            _syevd(block)

    return solve


def gram_of(x: np.ndarray) -> Callable[[], None]:
    """A function that runs syrk: all products of inputs x (n, d) with each other, one triangle."""
    columns = np.asfortranarray(x.T)
    return lambda: _syrk(1.0, columns, trans=1)


def posterior_of(
    gram: np.ndarray, cross: np.ndarray, labels: np.ndarray, tests: np.ndarray | None
) -> Callable[[], None]:
    """A function that runs potrf, trtrs and gemm for the mean at m inputs, and the covariance unless `tests` is None.

    gram (n, n) positive definite, cross (n, m), labels (n,), tests (m, m).
    """
    gram, cross = np.asfortranarray(gram), np.asfortranarray(cross)

    def solve() -> None:
        cholesky, _ = _potrf(gram, lower=1)
        coordinates, _ = _trtrs(cholesky, labels, lower=1)
        if tests is None:
            _gemv(1.0, cross, _trtrs(cholesky, coordinates, lower=1, trans=1)[0], trans=1)
            return
        white, _ = _trtrs(cholesky, cross, lower=1)
        _gemv(1.0, white, coordinates, trans=1)
        _gemm(-1.0, white, white, 1.0, tests, trans_a=1)

    return solve
