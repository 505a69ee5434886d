"""Kernel regression on drawn examples: the share of each mode that it learns, and its test error, measured."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import get_lapack_funcs

from ntkcore.checks import as_finite, as_noise_std

_cholesky, _inverse = get_lapack_funcs(("potrf", "trtri"))  # of a lower triangle: faster than for any matrix
_RANK = 16 * float(np.finfo(np.float64).eps)  # times n and the largest diagonal entry: what rounding may leave of 0


class Modes(NamedTuple):
    """Modes of a kernel on N inputs that are equally likely: K φ = N λ φ, with mean square 1 of each φ."""

    gram: np.ndarray  # (N, N)
    values: np.ndarray  # (m,) λ ≥ 0, eigenvalues of K/N
    vectors: np.ndarray  # (N, m) φ in the columns; all N of them, or some


class Learned(NamedTuple):
    """The result of kernel regression from one set of examples: see `regress`."""

    shares: np.ndarray  # (m,) learnability of each mode
    errors: np.ndarray  # (k,) mean squared error of each target over all inputs, without noise there
    distinct: int  # different inputs among the examples
    withheld: float  # what the ridge takes: the shares of all N modes and this add up to `distinct`


def modes_of(gram: ArrayLike) -> Modes:
    """Compute all modes of a kernel matrix (N, N), largest first; eigenvalues below 0 are rounding and become 0.

    Raises ValueError for a matrix that is not square or not finite.
    """
    matrix = np.asarray(as_finite("gram", gram), dtype=np.float64)
    if matrix.ndim != 2 or len(matrix) != matrix.shape[1]:
        raise ValueError(f"gram must have shape (N, N), got {matrix.shape}. Give the kernel at all pairs of inputs.")
    values, vectors = np.linalg.eigh(matrix)
    count = len(matrix)
    return Modes(matrix, np.maximum(values[::-1], 0.0) / count, vectors[:, ::-1] * count**0.5)


def regress(
    modes: Modes, targets: ArrayLike, at: ArrayLike, noise_std: float = 0.0, *, label_noise: ArrayLike | None = None
) -> Learned:
    r"""Fit the `targets` (N, k) from the examples S = `at` (n,), indices of inputs that may repeat.

    .. math:: \hat f = K_{\cdot S} (K_{SS} + δ)^{-1} y_S, \quad
              L_i = ⟨φ_i, \hat f[φ_i]⟩ = λ_i \, φ_i(S)^\top (K_{SS} + δ)^{-1} φ_i(S), \quad δ = noise\_std²

    L_i is the part of mode i in the fit of mode i itself. Σ λ_i φ_i(S) φ_i(S)ᵀ = K_SS, so that without δ the L of all
    modes add up to the number of different examples; labels of repeated ones are averaged. `label_noise` (n, k) is
    added to the labels. Where K_SS is singular, the solution of least norm is taken. Time O(n² (n + m) + nNk).

    Raises ValueError for targets or noise of another shape, and for indices that are not those of inputs.
    """
    function = _as_table("targets", targets, len(modes.gram))
    examples = _as_examples(at, len(function))
    added = None if label_noise is None else _as_table("label_noise", label_noise, len(examples))
    fit = _fit(modes.gram, function, examples, _ridge(noise_std), added)
    halves = fit.inverse_root @ modes.vectors[fit.inputs]
    return Learned(
        modes.values * np.einsum("ij,ij->j", halves, halves),
        np.mean(np.square(modes.gram[:, fit.inputs] @ fit.weights - function), axis=0),
        len(fit.inputs),
        float(np.sum(fit.ridge * np.einsum("ij,ij->j", fit.inverse_root, fit.inverse_root))),
    )


def predict_at(modes: Modes, targets: ArrayLike, at: ArrayLike, noise_std: float = 0.0) -> np.ndarray:
    """Compute the fit of `regress` at all inputs, (N, k). Raises ValueError as it does."""
    function = _as_table("targets", targets, len(modes.gram))
    fit = _fit(modes.gram, function, _as_examples(at, len(function)), _ridge(noise_std))
    return modes.gram[:, fit.inputs] @ fit.weights


def drawn_errors(modes: Modes, targets: ArrayLike, sets: ArrayLike, noise_std: float = 0.0) -> np.ndarray:
    """Compute the errors (r, k) of `regress` for r `sets` (r, n) of examples at once. Raises ValueError as it does.

    All fits are one product of matrices; time O(r n³ + r N² k), half of that of r calls of `regress` for N = 240.
    """
    function, ridge = _as_table("targets", targets, len(modes.gram)), _ridge(noise_std)
    examples = [_as_examples(each, len(function)) for each in np.asarray(sets)]
    weights = np.zeros((len(function), len(examples), function.shape[1]))
    for row, each in enumerate(examples):
        fit = _fit(modes.gram, function, each, ridge)
        weights[fit.inputs, row] = fit.weights
    fitted = modes.gram @ weights.reshape(len(function), -1)
    return np.square(fitted.reshape(weights.shape) - function[:, None]).mean(axis=0)


class _Fit(NamedTuple):
    """A regression on n different inputs: f̂ = K_·S weights."""

    inputs: np.ndarray  # (n,) their indices
    ridge: np.ndarray  # (n,) δ by how often each is an example
    inverse_root: np.ndarray  # (r, n) W with WᵀW = (K + δ)⁻¹
    weights: np.ndarray  # (n, k)


def _fit(
    gram: np.ndarray, function: np.ndarray, examples: np.ndarray, ridge: float, added: np.ndarray | None = None
) -> _Fit:
    counts = np.bincount(examples)  # a third of the time of np.unique
    inputs = np.flatnonzero(counts)
    counts, labels = counts[inputs], function[inputs]
    if added is not None:
        back = np.searchsorted(inputs, examples)
        labels = labels + np.stack([np.bincount(back, column) for column in added.T], axis=1) / counts[:, None]
    each = ridge / counts
    matrix = gram[inputs[:, None], inputs]
    matrix.flat[:: len(inputs) + 1] += each
    inverse_root = _inverse_root(matrix)
    return _Fit(inputs, each, inverse_root, inverse_root.T @ (inverse_root @ labels))


def _ridge(noise_std: float) -> float:
    return float(as_noise_std(noise_std)) ** 2


def _as_examples(at: ArrayLike, count: int) -> np.ndarray:
    examples = np.asarray(at)
    if not _are_indices(examples, count):
        raise ValueError(f"at must list indices from 0 to {count - 1}, got {at!r}. Repeat some if you like.")
    return examples.astype(np.intp)


def _are_indices(array: np.ndarray, count: int) -> bool:
    is_list = array.ndim == 1 and array.dtype.kind in "iu" and len(array) > 0
    return is_list and bool(array.min() >= 0 and array.max() < count)


def _as_table(name: str, value: ArrayLike, rows: int) -> np.ndarray:
    table = np.asarray(as_finite(name, value), dtype=np.float64)
    if table.ndim != 2 or len(table) != rows:
        raise ValueError(f"{name} must have shape ({rows}, k), got {table.shape}. Give one column for each function.")
    return table


def _inverse_root(matrix: np.ndarray) -> np.ndarray:
    """W (r, n) with WᵀW the inverse of `matrix` (n, n), or its pseudoinverse of rank r where it is singular."""
    least = _RANK * len(matrix) * float(matrix.diagonal().max(initial=0.0))
    root, failed = _cholesky(matrix, lower=1)
    if not failed and float(root.diagonal().min(initial=np.inf)) ** 2 > least:
        return _inverse(root, lower=1)[0]
    values, vectors = np.linalg.eigh(matrix)
    kept = values > least
    return vectors[:, kept].T / np.sqrt(values[kept])[:, None]
