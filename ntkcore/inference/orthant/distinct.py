"""Coordinates of a Gaussian that are multiples of others, which an orthant does not need, and kernels of lower rank."""

from typing import NamedTuple

import numpy as np

from ntkcore.reals import Array

_EQUAL = 8 * np.finfo(float).eps  # 1 − |correlation| of coordinates that are multiples of each other
_LEAST_EIGENVALUE = 1e-12  # of correlations, as a share of the largest: below, rounding decides the rank


class SingularKernelError(ValueError):
    """A covariance that gives no probability: `rank` of `count`, or None if only rounding tells coordinates apart."""

    def __init__(self, message: str, rank: int | None, count: int) -> None:
        super().__init__(message)
        self.rank, self.count = rank, count


class Distinct(NamedTuple):
    """Coordinates that are no multiples of each other; f_i/σ_i = relation_i · f_j/σ_j with j = kept[of[i]]."""

    kept: np.ndarray  # (d,)
    of: np.ndarray  # (n,), indices into kept
    relation: np.ndarray  # (n,), 1 or −1


def correlations(covariance: Array, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The correlations (n, n) and the standard deviations (n,). Raises ValueError if a variance is not positive."""
    matrix = np.asarray(covariance)
    variances = np.diagonal(matrix)
    if not (variances > 0).all():
        raise ValueError(
            f"{name} must have a diagonal above 0, got {variances.min():g}. "
            "A coordinate without variance has no sign: leave it out, or give the network a bias."
        )
    std = np.sqrt(variances)
    correlation = matrix / std[:, None] / std
    np.fill_diagonal(correlation, 1.0)
    return 0.5 * (correlation + correlation.T), std


def check_parallel(correlation: np.ndarray, inputs: np.ndarray, name: str) -> None:
    """Raises ValueError if two of the inputs (n, …) have a correlation of ±1 up to rounding and are not parallel.

    Outputs are multiples of each other in exact arithmetic at equal inputs, at x and −x where φ is odd or even, and at
    x and c·x where φ is homogeneous and there is no bias. Elsewhere only float64 cannot tell them apart.
    """
    rows = inputs.reshape(len(inputs), -1)
    norms = np.linalg.norm(rows, axis=1)
    parallel = np.abs(rows @ rows.T) >= (1.0 - 1e-12) * np.outer(norms, norms)
    parallel &= (norms == 0.0) == (norms == 0.0)[:, None]
    apart = (1.0 - np.abs(correlation) <= _EQUAL) & ~parallel
    if apart.any():
        i, j = np.argwhere(apart)[0]
        raise SingularKernelError(
            f"{name} must tell inputs apart, got a correlation of 1 up to rounding for inputs {i} and {j}. "
            "Use a larger weight_std, a smaller bias_std, or fewer hidden layers.",
            None,
            len(inputs),
        )


def distinct(correlation: np.ndarray) -> Distinct:
    """Groups coordinates whose correlation is 1 or −1 up to rounding: duplicates, and those of odd or even kernels."""
    same = 1.0 - np.abs(correlation) <= _EQUAL
    leader = same.argmax(axis=1)  # the first of each group
    kept, of = np.unique(leader, return_inverse=True)
    return Distinct(kept, of, np.sign(correlation[np.arange(len(leader)), leader]))


def check_rank(correlation: np.ndarray, name: str) -> None:
    """Raises ValueError if the correlations (d, d) are singular up to rounding: the orthant has fewer dimensions."""
    values = np.linalg.eigvalsh(correlation)
    rank = int((values > _LEAST_EIGENVALUE * values[-1]).sum())
    if rank < len(values):
        raise SingularKernelError(
            f"{name} must have full rank, got rank {rank} of {len(values)}, up to rounding: fewer independent "
            "functions than inputs. Use a bias_std above 0, more hidden layers, or fewer inputs.",
            rank,
            len(values),
        )
