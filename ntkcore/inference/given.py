"""Checks of kernel matrices that the caller gives."""

from typing import Any

import numpy as np

from ntkcore.checks import Array, as_matrix, is_traced
from ntkcore.choices import Kernel
from ntkcore.kernels.gram import KernelPair
from ntkcore.reals import shown

_ROWS_COMPARED = 16
_ASYMMETRY = 1e-6  # as a share of the largest entry: kernels may have been computed in 32 bits


def kernel_of(name: str, pair: Any, kernel: Kernel, shape: tuple[int | None, int | None]) -> Array:
    """The kernel of a pair that is wanted, with the shape. Raises ValueError."""
    if not isinstance(pair, KernelPair):
        raise ValueError(f"{name} must be a KernelPair, got {shown(pair)}. Give KernelPair(nngp, ntk).")
    matrix = pair.of(kernel)
    if matrix is None:
        raise ValueError(f"{name} must have the kernel {kernel}, which this prior needs, got None. Compute it, too.")
    return as_matrix(name, matrix, shape)


def check_gram(name: str, matrix: Array) -> None:
    """Raises ValueError for matrices that are no kernel of inputs with themselves, as a few of their rows show."""
    n = len(matrix)
    if matrix.shape != (n, n):
        raise ValueError(f"{name} must have shape ({n}, {n}), got {matrix.shape}. Leave out x2.")
    if is_traced(matrix) or n == 0:
        return
    rows = np.linspace(0, n - 1, min(n, _ROWS_COMPARED)).astype(int)
    gap = np.abs(matrix[rows] - matrix[:, rows].T).max()
    if gap > _ASYMMETRY * np.abs(matrix[rows]).max() or not (np.diagonal(matrix) >= 0).all():
        raise ValueError(
            f"{name} must be the kernel of inputs with themselves, symmetric with a diagonal ≥ 0, got another matrix. "
            "Give kernel_pair(net, x), and no x2."
        )
