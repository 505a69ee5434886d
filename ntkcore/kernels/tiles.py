"""Gram matrices tile by tile: memory stays bounded, and another number of inputs compiles nothing.

All that a tile carries through the layers stays in the processor's cache. The sides of a tile are powers of two, so
that a few shapes serve every number of inputs; what a tile has beyond the last input is computed and thrown away.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np
from jax.core import eval_context

from ntkcore.checks import as_kernel
from ntkcore.choices import Kernel
from ntkcore.kernels import spatial
from ntkcore.kernels.layers import AnyNetwork, Plain, as_layer, at_scale
from ntkcore.kernels.ordinary import is_ordinary, kernels
from ntkcore.kernels.pair import Pair
from ntkcore.kernels.precise import is_precise, mended
from ntkcore.kernels.state import Scale, State, scale_of_size
from ntkcore.kernels.targets import Targets
from ntkcore.kernels.vectors import Vectors, states_of, take, vectors_of

_LEAST_SIDE, _SIDE, _ENTRIES = 8, 128, 2**14  # of a tile
_IMAGES = 64  # at most so many, or twice as many, are the side of a tile
_ALIGNMENT = 64  # bytes; JAX takes an array of numpy's with this alignment as it is, without copying


class KernelPair(NamedTuple):
    """Both kernels of an infinitely wide network at the same pairs of inputs, each (n1, n2) float64."""

    nngp: jax.Array | np.ndarray
    ntk: jax.Array | np.ndarray

    def of(self, kernel: str) -> jax.Array | np.ndarray:
        """The one that `kernel` names, "nngp" or "ntk". Raises ValueError for another name."""
        return self.nngp if as_kernel(kernel) is Kernel.NNGP else self.ntk


def kernels_after(network: AnyNetwork, state: State, scale: Scale) -> KernelPair:
    """Both kernels at one pair of inputs, from its State before the first layer."""
    last, scale = at_scale(as_layer(network), state, scale)
    return KernelPair(scale.unit * last.pair.q12 * scale.unit, scale.unit * last.ntk * scale.unit)


@jax.jit
def _from_states(network: AnyNetwork, state: State, scale: Scale) -> KernelPair:
    """Both kernels (r, c) from a State whose q11 is (r,), whose q22 is (c,), and whose other fields are (r, c)."""
    by_column = State(Pair(q11=None, q22=0, q12=0, det=0, gap=0), spread=0, ntk=None)
    by_row = State(Pair(q11=0, q22=None, q12=0, det=0, gap=0), spread=0, ntk=None)
    row = jax.vmap(partial(kernels_after, network), (by_column, None))
    return jax.vmap(row, (by_row, None))(state, scale)


@partial(jax.jit, static_argnames="lossy")
def _from_images(
    network: AnyNetwork, x1: jax.Array, x2: jax.Array, scale: Scale, *, lossy: bool
) -> tuple[jax.Array, ...]:
    """`spatial.all_pairs` of images x1 (r, H, W, C) and x2 (c, H, W, C)."""
    return spatial.all_pairs(as_layer(network), x1, x2, scale, lossy=lossy)


@dataclass(frozen=True, slots=True, eq=False)
class Gram:
    """The kernels of a network between two sets of inputs: what any block of them is computed from.

    Vectors (n, d) go through one matrix product, see `vectors`; inputs with more axes are images.
    """

    network: AnyNetwork
    rows: Any  # Vectors, or images (n, H, W, C)
    columns: Any
    shape: tuple[int, int]
    symmetric: bool
    scale: Scale

    @staticmethod
    def of(network: AnyNetwork, x1: np.ndarray, x2: np.ndarray | None = None) -> "Gram":
        """The kernels between x1 (n1, …) and x2 (n2, …), or x1 and x1: numpy's float64 arrays, not traced."""
        symmetric = x2 is None or np.array_equal(x1, x2)
        sets = (x1,) if x2 is None or symmetric else (x1, x2)
        scale = scale_of_size(max(max(x.max(), -x.min()) for x in sets))
        if scale.unit != 1.0:
            sets = tuple(x / scale.unit for x in sets)
        sides: Any = vectors_of(*sets) if x1.ndim == 2 else sets
        return Gram(network, sides[0], sides[-1], (len(sets[0]), len(sets[-1])), symmetric, scale)

    def compute(self) -> KernelPair:
        """Both kernels as JAX's arrays; of a symmetric matrix one half is computed.

        They are numbers, also where JAX is tracing a function that calls this.
        """
        out = _aligned(self.shape), _aligned(self.shape)
        self.fill_rows(slice(0, self.shape[0]), out)
        with eval_context():
            return jax.device_put(KernelPair(*out))

    def fill_rows(self, rows: slice, matrices: Targets) -> None:
        """Compute some rows of both kernels into matrices (n1, n2); None is a kernel that is not wanted.

        Of a symmetric matrix, the rows from the diagonal on are computed, and written below it, too.
        """
        for strip in _steps(rows.start, rows.stop, self.tile[0]):
            start = strip.start if self.symmetric else 0
            block, below = (strip, slice(start, None)), (slice(start, None), strip)
            self.fill(
                strip,
                slice(start, self.shape[1]),
                [matrix if matrix is None else matrix[block] for matrix in matrices],
                [matrix if matrix is None else matrix[below] for matrix in matrices] if self.symmetric else None,
            )

    def fill(self, rows: slice, columns: slice, out: Targets, mirrored: Targets | None = None) -> None:
        """Compute one block of both kernels, between the inputs `rows` of x1 and `columns` of x2, into arrays.

        `out` holds arrays (r, c), views of numpy's arrays or of memory maps, or None for what is not wanted. Memory
        beside them is that of a few tiles. `mirrored` holds arrays (c, r) that get the same block transposed; rows and
        columns must then begin with the same input, and the square at their beginning becomes exactly symmetric.
        """
        r, c = self.tile
        waiting = None  # JAX computes a tile while the one before it is written and the next one is prepared
        for row in range(rows.start, rows.stop, r):
            for column in range(columns.start, columns.stop, c):
                tile = self._tile_at(row, column)
                if waiting is not None:
                    _write(*waiting, out, mirrored)
                waiting = tile, row - rows.start, column - columns.start
        if waiting is not None:
            _write(*waiting, out, mirrored)

    @property
    def tile(self) -> tuple[int, int]:
        """The rows and columns that are computed together."""
        if not isinstance(self.rows, Vectors):  # images, of which one more than needed costs much
            most = _IMAGES if self.symmetric else 2 * _IMAGES  # of a symmetric matrix, half of few tiles is left out
            return spatial.even(self.shape[0], most), spatial.whole_vectors(spatial.even(self.shape[1], most))
        side = _side(self.shape[0], _SIDE)
        if self.symmetric:
            return side, side
        return side, _side(self.shape[1], _ENTRIES // side)

    @eval_context()  # jax.ensure_compile_time_eval would also compile each constant of what is traced, alone
    def _tile_at(self, row: int, column: int) -> Callable[[], KernelPair]:
        """A function that waits for both kernels of the tile that begins there, which JAX may still be computing."""
        r, c = self.tile
        if isinstance(self.rows, Vectors):
            state = states_of(self.rows.take(row, r), self.columns.take(column, c))
            if isinstance(self.network, Plain) and is_ordinary(self.network, self.scale):
                return partial(KernelPair, *kernels(self.network, state))
            return partial(KernelPair, *_from_states(self.network, state, self.scale))
        x1, x2 = take(self.rows, row, r), take(self.columns, column, c)
        layer = as_layer(self.network)
        nngp, ntk, *lossy = _from_images(self.network, x1, x2, self.scale, lossy=is_precise(layer))
        if not lossy:
            return partial(KernelPair, nngp, ntk)
        count = self.shape[0] - row, self.shape[1] - column  # what lies beyond is not wanted
        return lambda: KernelPair(
            *mended(layer, x1, x2, self.scale, (nngp, ntk), np.asarray(lossy[0])[: count[0], : count[1]])
        )


def _write(tile: Callable[[], KernelPair], row: int, column: int, out: Targets, mirrored: Targets | None) -> None:
    """Copy as much of a tile as there are inputs to its place in `out`, and transposed to that in `mirrored`."""
    for values, matrix, transposed in zip(tile(), out, mirrored or (None, None), strict=True):
        if matrix is None:
            continue
        block = matrix[row : row + values.shape[0], column : column + values.shape[1]]
        entries = np.asarray(values)[: block.shape[0], : block.shape[1]]
        if transposed is not None and row == column:
            entries = entries.copy()
            square = entries[:, : len(entries)]
            np.copyto(square, square.T.copy(), where=np.tri(len(square), square.shape[1], -1, dtype=bool))
        block[:] = entries
        if transposed is not None:
            transposed[column : column + block.shape[1], row : row + block.shape[0]] = entries.T


def _side(count: int, most: int) -> int:
    """The side of tiles for so many inputs, a power of two."""
    return min(most, max(_LEAST_SIDE, 1 << (count - 1).bit_length()))


def _steps(start: int, stop: int, step: int) -> Iterator[slice]:
    return (slice(first, min(first + step, stop)) for first in range(start, stop, step))


def _aligned(shape: tuple[int, int]) -> np.ndarray:
    """An array of numpy's that JAX takes as it is."""
    size = 8 * shape[0] * shape[1]
    memory = np.empty(size + _ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % _ALIGNMENT
    return memory[start : start + size].view(np.float64).reshape(shape)
