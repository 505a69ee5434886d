"""The recursion for any chain of layers in textbook form, per pair of positions, in arithmetic of many digits.

A chain is a list of layers, each a list that begins with its name:

* ``["dense", w, b]``, ``["conv", k, padding, w, b]`` with the padding "same", "valid" or "circular",
* ``["phi", activation]``, ``["layernorm"]``, ``["avgpool", k]``, ``["gap"]``, ``["flatten"]``,
* ``["res", [...], s, r]``: z becomes s·z + r·B(z), with the chain B in the brackets.

Images are (H, W, C); a vector is an image of one position. Nothing is shared with the library and nothing is
rearranged: covariances of the two images at each pair of positions, and the tangent kernel beside them.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import mpmath
import numpy as np

from tests.oracle import exact

Layer = Sequence[Any]
Chain = Sequence[Layer]


class Covariances(NamedTuple):
    """Of the features of two images x, x′ at positions p, p′: (H, W, H, W) arrays of mpmath numbers."""

    k11: np.ndarray  # of x at p with x at p′
    k12: np.ndarray  # of x at p with x′ at p′
    k22: np.ndarray
    tangent: np.ndarray  # the NTK so far, of x at p with x′ at p′


def kernels(chain: Chain, x1: np.ndarray, x2: np.ndarray, digits: int = exact.DIGITS) -> tuple[mpmath.mpf, mpmath.mpf]:
    """(NNGP, NTK) of two images (H, W, C), after the last layer of a chain that leaves one position."""
    with mpmath.workdps(digits):
        u, v = (_digits_of(x) for x in (x1, x2))
        k11, k12, k22 = (_products(p, q) for p, q in ((u, u), (u, v), (v, v)))
        last = after_chain(chain, Covariances(k11, k12, k22, 0 * k12))
        return last.k12.item(), last.tangent.item()


def gram(chain: Chain, x: np.ndarray, rows: int | None = None, digits: int = exact.DIGITS) -> tuple[np.ndarray, ...]:
    """(NNGP, NTK) in floats between the first `rows` images of x (n, H, W, C), by default all, and all of them."""
    count = len(x)
    pairs = [
        [kernels(chain, x[i], x[j], digits) if i <= j else None for j in range(count)]
        for i in range(count if rows is None else rows)
    ]
    both = np.array([[row[j] or pairs[j][i] for j in range(count)] for i, row in enumerate(pairs)], dtype=float)
    return both[..., 0], both[..., 1]


def _digits_of(x: np.ndarray) -> np.ndarray:
    return np.vectorize(exact.exactly, otypes=[object])(x)


def _products(x1: np.ndarray, x2: np.ndarray) -> np.ndarray:
    """x1·x2 per channel at each pair of positions."""
    return np.tensordot(x1, x2, (2, 2)) / mpmath.mpf(x1.shape[2])


def after_chain(chain: Chain, state: Covariances) -> Covariances:
    """The Covariances after all layers."""
    return functools.reduce(lambda state, layer: after(layer, state), chain, state)


def after(layer: Layer, state: Covariances) -> Covariances:
    """The Covariances after a layer."""
    match layer:
        case ["dense", w, b]:
            return _weighted(state, w, b, lambda k: k)
        case ["conv", size, padding, w, b]:
            return _weighted(state, w, b, lambda k: _mean_over_taps(k, size, padding))
        case ["phi", activation]:
            return _activated(state, activation)
        case ["layernorm"]:
            return _normalised(state)
        case ["flatten"]:
            return Covariances(*(_all_positions(k, np.mean(_diagonal(k))) for k in state))
        case ["gap"]:
            return Covariances(*(_all_positions(k, np.mean(k)) for k in state))
        case ["avgpool", size]:
            return Covariances(*(_pooled(k, size) for k in state))
        case ["res", branch, skip, scale]:
            s2, r2 = exact.exactly(skip) ** 2, exact.exactly(scale) ** 2
            return Covariances(*(s2 * k + r2 * b for k, b in zip(state, after_chain(branch, state), strict=True)))
    raise ValueError(f"no layer: {layer!r}")


def _weighted(state: Covariances, w: float, b: float, mean: Callable[[np.ndarray], np.ndarray]) -> Covariances:
    """K ← b² + w² mean(K) and Θ ← K + w² mean(Θ): of a dense layer the mean is over one tap."""
    w2, b2 = exact.exactly(w) ** 2, exact.exactly(b) ** 2
    k11, k12, k22 = (b2 + w2 * mean(k) for k in state[:3])
    return Covariances(k11, k12, k22, k12 + w2 * mean(state.tangent))


def _mean_over_taps(k: np.ndarray, size: int, padding: str) -> np.ndarray:
    """The mean over the size² offsets δ of K[p + δ, p′ + δ]; beyond an edge "same" reads 0 and "circular" wraps.

    An even filter reaches one position further to the right and down than to the left and up.
    """
    if padding != "valid":
        before, behind = (size - 1) // 2, size // 2
        positions = [np.arange(-before, length + behind) for length in k.shape]
        inside = [(at >= 0) & (at < length) for at, length in zip(positions, k.shape, strict=True)]
        k = k[np.ix_(*(at % length for at, length in zip(positions, k.shape, strict=True)))]
        if padding == "same":
            k = k * functools.reduce(np.multiply.outer, inside).astype(int)
    height, width = (length - size + 1 for length in k.shape[:2])
    taps = [
        k[dy : dy + height, dx : dx + width, dy : dy + height, dx : dx + width]
        for dy in range(size)
        for dx in range(size)
    ]
    return sum(taps[1:], taps[0]) / mpmath.mpf(size * size)


def _diagonal(k: np.ndarray) -> np.ndarray:
    """K[p, p], (H, W)."""
    return np.einsum("ijij->ij", k)


def _variances(state: Covariances) -> tuple[np.ndarray, np.ndarray]:
    return _diagonal(state.k11), _diagonal(state.k22)


def _activated(state: Covariances, activation: str) -> Covariances:
    """K ← E[φφ], Θ ← E[φ′φ′] Θ."""

    @functools.cache
    def expected(q11: mpmath.mpf, q22: mpmath.mpf, q12: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
        return exact.expectations(activation, q11, q22, q12)

    def at_all(k: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, ...]:
        return np.vectorize(expected, otypes=[object, object])(rows[:, :, None, None], columns[None, None], k)

    first, second = _variances(state)
    value, slope = at_all(state.k12, first, second)
    k11, k22 = at_all(state.k11, first, first)[0], at_all(state.k22, second, second)[0]
    return Covariances(k11, value, k22, slope * state.tangent)


def _normalised(state: Covariances) -> Covariances:
    """Features of variance 1 at every position; those of variance 0 stay 0."""

    def inverse_root(variance: mpmath.mpf) -> mpmath.mpf:
        return 1 / mpmath.sqrt(variance) if variance else mpmath.mpf(0)

    first, second = (np.vectorize(inverse_root, otypes=[object])(v) for v in _variances(state))

    def divided(k: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        return k * rows[:, :, None, None] * columns[None, None]

    k11, k22 = divided(state.k11, first, first), divided(state.k22, second, second)
    k12, tangent = (divided(k, first, second) for k in (state.k12, state.tangent))
    return Covariances(k11, k12, k22, tangent)


def _pooled(k: np.ndarray, size: int) -> np.ndarray:
    """Means over windows of p and of p′; positions that fill no window are left out."""
    height, width = k.shape[0] // size, k.shape[1] // size
    k = k[: height * size, : width * size, : height * size, : width * size]
    return k.reshape(height, size, width, size, height, size, width, size).mean((1, 3, 5, 7))


def _all_positions(k: np.ndarray, mean: Any) -> np.ndarray:
    """One position in the place of all."""
    return np.full_like(k[:1, :1, :1, :1], mean)
