"""The states of all pairs of vectors from one matrix product, with exact sums for the nearly parallel pairs only.

A State needs the determinant |x|²|y|² − (x·y)² and the spread |x − y|² without cancellation. With unit vectors u, v
along x and y and h = |u − v|² = 2(1 − cos θ),

.. math:: x·y = |x||y| (1 − h/2), \\quad |x|²|y|² \\sin²θ = |x|²|y|² h (1 − h/4), \\quad
          |x − y|² = (|x| − |y|)² + |x||y| h.

For a point c in the middle of all unit vectors, a = u − c and b = v − c, the product of matrices gives
h = |a|² + |b|² − 2 a·b to rounding of |a|² + |b|²: to about 1e-14 of h unless the two are much nearer to each other
than to c, or nearly opposite. Those pairs, the diagonal among them, get the sums over features of `state.inputs`.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ntkcore.kernels.pair import Pair
from ntkcore.kernels.state import State

# A pair is summed exactly if h is below this share of |a|² + |b|², or above the second number; at c = 0 the first is an
# angle of 18°, the second one of 162°. Rounding beyond them changes angles by less than 1e-15.
_NEAR_SHARE, _OPPOSITE = 0.05, 3.9
_CHUNK = 2**15  # numbers that are worked on at a time: they stay in the processor's cache


class Vectors(NamedTuple):
    """n inputs, and what the states of their pairs are made from."""

    x: np.ndarray  # (n, d)
    square: np.ndarray  # (n,) |x|²/d
    size: np.ndarray  # (n,) |x|/√d
    offset: np.ndarray  # (n, d) a = x/|x| − c; c is the same for all inputs of a Gram matrix. (n, 0) for d = 1
    offset_square: np.ndarray  # (n,) |a|²

    def take(self, start: int, count: int) -> "Vectors":
        """The `count` inputs from `start` on; after the last one follow the first ones again."""
        return Vectors(*(take(values, start, count) for values in self))


def take(values: np.ndarray, start: int, count: int) -> np.ndarray:
    """The `count` rows from `start` on; after the last one follow the first ones again."""
    stop = start + count
    return values[start:stop] if stop <= len(values) else values[np.arange(start, stop) % len(values)]


def vectors_of(*inputs: np.ndarray) -> tuple[Vectors, ...]:
    """The Vectors of each array of inputs (n, d) of one Gram matrix."""
    features = inputs[0].shape[1]
    measured = [_measured(x) for x in inputs]
    if features == 1:  # always parallel
        return tuple(
            Vectors(x, square, size, x[:, :0], np.zeros(len(x)))
            for x, (square, size, _) in zip(inputs, measured, strict=True)
        )
    middle = sum(directions.sum(0) for *_, directions in measured) / sum(len(x) for x in inputs)
    for *_, directions in measured:
        directions -= middle
    return tuple(
        Vectors(x, square, size, offset, row_sums(offset, offset))
        for x, (square, size, offset) in zip(inputs, measured, strict=True)
    )


def _measured(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """|x|²/d and |x|/√d (n,) of inputs (n, d), and their directions x/|x| (n, d), 0 for x = 0."""
    n, features = x.shape
    directions, size = np.empty_like(x), np.empty(n)
    for rows in _chunks(n, features):
        largest = np.abs(x[rows]).max(1)  # squares of numbers far below the largest input may be no floats
        scaled = np.divide(x[rows], _nonzero(largest)[:, None], out=directions[rows])
        length = np.sqrt(row_sums(scaled, scaled))
        scaled /= _nonzero(length)[:, None]
        size[rows] = largest * length / features**0.5
    return row_sums(x, x) / features, size, directions


def states_of(rows: Vectors, columns: Vectors) -> State:
    """The State of every input of `rows` with every one of `columns`, as `state.inputs` gives it for one pair.

    q11 is (r,) and q22 (c,), the rest (r, c); no NTK: nothing is trained yet.
    """
    if rows.x.shape[1] == 1:
        return _states_on_a_line(rows, columns)
    total = rows.offset_square[:, None] + columns.offset_square
    h = rows.offset @ columns.offset.T
    h *= -2.0
    h += total
    total *= _NEAR_SHARE
    near = np.nonzero((h < total) | (h > _OPPOSITE))
    product = np.multiply.outer(rows.size, columns.size)
    q12 = 1.0 - 0.5 * h
    q12 *= product
    gap = rows.square[:, None] - columns.square
    spread = rows.size[:, None] - columns.size
    spread *= spread
    h *= product
    spread += h
    det = q12 + product  # product · h · product (1 − h/4)
    det *= 0.5
    det *= h
    state = State(Pair(rows.square, columns.square, q12, det, gap), spread, 0.0)
    _sum_exactly(state, rows.x, columns.x, *near)
    return state


def _states_on_a_line(rows: Vectors, columns: Vectors) -> State:
    x, y = rows.x, columns.x[:, 0]
    step = y - x
    pair = Pair(rows.square, columns.square, x * y, np.zeros_like(step), -step * (x + y))
    return State(pair, step * step, 0.0)


def _sum_exactly(state: State, x1: np.ndarray, x2: np.ndarray, i: np.ndarray, j: np.ndarray) -> None:
    """Replace the entries (i, j) of `state` by the sums over features of `state.inputs`."""
    for pairs in _chunks(len(i), x1.shape[1]):
        at = i[pairs], j[pairs]
        sums = _sum_pairs(x1[at[0]], x2[at[1]])
        for values, exact in zip((state.pair.q12, state.pair.det, state.pair.gap, state.spread), sums, strict=True):
            values[at] = exact


def _sum_pairs(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, ...]:
    """q12, det, gap and spread (p,) of the pairs of inputs x (p, d) and y (p, d): see `state.inputs`."""
    features = x.shape[1]
    step = y - x
    square = (x * x).sum(1)
    along = (x * step).sum(1) / _nonzero(square)
    away = step - along[:, None] * x
    det = square * (away * away).sum(1) / features**2
    return (x * y).sum(1) / features, det, -(step * (x + y)).sum(1) / features, (step * step).sum(1) / features


def row_sums(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Σ x y over the features of each row, (n,), without another array (n, d)."""
    sums = np.empty(len(x))
    for rows in _chunks(*x.shape):
        sums[rows] = (x[rows] * y[rows]).sum(1)
    return sums


def _chunks(count: int, features: int) -> Iterator[slice]:
    """Slices of `count` rows of so many features that fit into the processor's cache."""
    step = max(1, _CHUNK // features)
    return (slice(start, start + step) for start in range(0, count, step))


def _nonzero(divisor: np.ndarray) -> np.ndarray:
    return np.where(divisor > 0, divisor, 1.0)
