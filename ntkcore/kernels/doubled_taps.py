"""Taps of filters, windows of pooling and equal positions, of numpy's arrays and of `Doubled` numbers."""

from typing import Any

import numpy as np

from ntkcore.kernels.doubled import Doubled


def diagonal(k: Any) -> Any:
    """Values (H, W, H, W, …) at equal positions, (H, W, …)."""
    rows, columns = np.ogrid[: k.shape[0], : k.shape[1]]
    return k[rows, columns, rows, columns]


def sum_of_taps(k: Any, axes: tuple[int, ...], size: int, padding: str) -> Any:
    """Sums over the taps of a filter that moves along `axes` together; of an even one, one more after than before."""
    if isinstance(k, Doubled):
        high, low = (_pad(h, axes, size, padding) for h in (k.high, k.low))
        taps = (Doubled(_tap(high, axes, size, i), _tap(low, axes, size, i)) for i in range(size))
        return sum(taps, Doubled.of(0.0))
    k = _pad(k, axes, size, padding)
    return sum(_tap(k, axes, size, i) for i in range(size))


def _pad(h: np.ndarray, axes: tuple[int, ...], size: int, padding: str) -> np.ndarray:
    if padding == "valid":
        return h
    before = (size - 1) // 2
    widths = [(before, size - 1 - before) if axis in axes else (0, 0) for axis in range(h.ndim)]
    return np.pad(h, widths, mode="wrap" if padding == "circular" else "constant")


def _tap(h: np.ndarray, axes: tuple[int, ...], size: int, tap: int) -> np.ndarray:
    index = [slice(None)] * h.ndim
    for axis in axes:
        index[axis] = slice(tap, h.shape[axis] - size + 1 + tap)
    return h[tuple(index)]


def windows(k: Any, rows: int, columns: int) -> Any:
    """(H/rows, rows, W/columns, columns, …) twice, from (H, W, H, W, …)."""
    if isinstance(k, Doubled):
        return Doubled(windows(k.high, rows, columns), windows(k.low, rows, columns))
    sizes = (rows, columns, rows, columns)
    counts = [length // size for length, size in zip(k.shape, sizes, strict=False)]
    k = k[tuple(slice(count * size) for count, size in zip(counts, sizes, strict=True))]
    return k.reshape(*(number for both in zip(counts, sizes, strict=True) for number in both), *k.shape[4:])
