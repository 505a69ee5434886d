"""Kernels in blocks of rows, written into arrays or memory maps: larger than memory, resumable, on many devices."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import numpy as np

from ntkcore.checks import Array, check_integer, is_traced
from ntkcore.kernels.devices import on_all_devices
from ntkcore.kernels.journal import Journal, fingerprint, runs_of
from ntkcore.kernels.targets import Targets, as_targets, file_of

Compute = Callable[[Any, Array, Array], tuple[jax.Array, jax.Array]]
Progress = Callable[[int, int], object]

_TILE_ROWS, _TILE_COLUMNS = 64, 512  # computed in one go
_BLOCK_ENTRIES = 4_000_000  # of each kernel, between two calls of `progress`, if `rows` is not given
_SAVE_SECONDS = 5.0  # at most so much work is lost when the process is killed
_RECOMPUTED = 1e-9  # of the largest entry: rows that differ by more are not those of this kernel


def fill(
    compute: Compute,
    network: Any,
    x1: Array,
    x2: Array | None,
    *,
    rows: int | None,
    out: Sequence[Array | None] | None,
    progress: Progress | None,
) -> Targets:
    """Both kernels of x1 with x2 (None: x1), by rows; `gram.kernel_pair` says what the arguments mean.

    ``compute(network, x1, x2)`` returns both kernels. With x2 = None each pair is computed once: a block of rows [a, b)
    contains the columns from a on, and their mirror image below it.
    """
    if is_traced(network, x1, x2):
        raise ValueError(
            "rows=, out= and progress= fill NumPy arrays, which JAX cannot trace. "
            "Call kernel_pair outside of jit, vmap and grad, or leave them out."
        )
    if progress is not None and not callable(progress):
        raise ValueError(f"progress must be a function of two integers, got {progress!r:.40}.")
    shape = (len(x1), len(x1 if x2 is None else x2))
    if rows is None:
        rows = max(_BLOCK_ENTRIES // shape[1] // _TILE_ROWS, 1) * _TILE_ROWS
    rows = min(check_integer("rows", rows, 1, 2**62), shape[0])
    targets = (np.empty(shape), np.empty(shape)) if out is None else as_targets(out, shape)
    stored = jax.tree.map(np.asarray, network)  # what lies on a device would bind all work to it
    grid = _Grid(partial(compute, stored), x1, x2, targets)
    journals = _journals(targets, network, x1, x2)
    finished = _finished(journals, grid)
    for journal in journals:
        journal.save([])  # tells at once that nothing can be written there
    sharing = len(journals) == sum(target is not None for target in targets)
    number, count = (jax.process_index(), jax.process_count()) if sharing else (0, 1)
    _run(grid, _Share(rows, number, count, finished if sharing else np.zeros_like(finished)), journals, progress)
    return targets


@dataclass(frozen=True, eq=False)
class _Grid:
    """The tiles of both kernels, and the arrays that they are written to."""

    compute: Callable[[Array, Array], tuple[jax.Array, jax.Array]]
    x1: Array
    x2: Array | None  # None: the inputs x1, of which each pair is computed once
    targets: Targets

    def tiles(self, start: int, stop: int) -> Iterator[tuple[slice, slice, tuple[np.ndarray, ...]]]:
        """Rows, columns and both kernels of each tile of the rows [start, stop).

        All tiles have one shape when they are computed, and columns stand on a fixed grid: nothing is compiled twice,
        and no digit depends on the block. What is beyond an edge repeats the last input.
        """
        columns = self.x1 if self.x2 is None else self.x2
        height, width = min(_TILE_ROWS, len(self.x1)), min(_TILE_COLUMNS, len(columns))
        first = 0 if self.x2 is not None else start // width * width
        for top in range(start, stop, height):
            down = np.minimum(np.arange(top, top + height), len(self.x1) - 1)
            for left in range(first, len(columns), width):
                right = min(left + width, len(columns))
                bottom = min(top + height, stop)
                if self.x2 is None and right <= top:
                    continue  # below the diagonal
                across = np.minimum(np.arange(left, left + width), len(columns) - 1)
                kernels = self.compute(self.x1[down], columns[across])
                kernels = tuple(np.asarray(kernel)[: bottom - top, : right - left] for kernel in kernels)
                yield slice(top, bottom), slice(left, right), kernels

    def write(self, start: int, stop: int) -> None:
        """Compute the rows [start, stop), and write them with their mirror image."""
        for down, across, kernels in self.tiles(start, stop):
            for target, kernel in zip(self.targets, kernels, strict=True):
                if target is None:
                    continue
                if self.x2 is not None:
                    target[down, across] = kernel
                elif across.start >= down.stop - 1:
                    target[down, across], target[across, down] = kernel, kernel.T
                else:
                    i, j = np.nonzero(np.arange(down.start, down.stop)[:, None] <= np.arange(across.start, across.stop))
                    target[i + down.start, j + across.start] = target[j + across.start, i + down.start] = kernel[i, j]

    def agrees(self, flags: np.ndarray, index: int) -> bool:
        """True if the first finished rows in a target are those of its kernel, as far as one tile shows."""
        start, stop = next(runs_of(flags))
        down, across, kernels = next(self.tiles(start, stop))
        target, kernel = self.targets[index], kernels[index]
        assert target is not None
        given = np.array(target[down, across])
        if self.x2 is None:
            given, kernel = np.triu(given, down.start - across.start), np.triu(kernel, down.start - across.start)
        return bool(np.abs(given - kernel).max() <= _RECOMPUTED * np.abs(kernel).max())


@dataclass(frozen=True, eq=False)
class _Share:
    """The blocks of `rows` rows that this one of `count` processes computes: every count-th, fixed beforehand.

    So no process waits for another one, and a run that continues computes what one of them has left undone.
    """

    rows: int
    number: int
    count: int
    finished: np.ndarray

    def blocks(self) -> Iterator[tuple[int, int]]:
        """The rows [start, stop) of each block that is still to be computed."""
        total = len(self.finished)
        for start in range(self.number * self.rows, total, self.count * self.rows):
            stop = min(start + self.rows, total)
            for low, high in runs_of(~self.finished[start:stop]):
                yield start + low, start + high

    def total(self) -> int:
        """All rows of this process."""
        starts = range(self.number * self.rows, len(self.finished), self.count * self.rows)
        return sum(min(self.rows, len(self.finished) - start) for start in starts)


def _run(grid: _Grid, share: _Share, journals: list[Journal], progress: Progress | None) -> None:
    """Compute all blocks of this process; what is finished is saved now and then, and if anything is raised."""
    blocks, total = list(share.blocks()), share.total()
    done = total - sum(stop - start for start, stop in blocks)
    unsaved: list[tuple[int, int]] = []
    saved = -math.inf

    def save() -> None:
        for journal in journals:
            journal.save(unsaved)
        unsaved.clear()

    with closing(on_all_devices(grid.write, blocks)) as finished:
        try:
            if progress is not None:
                progress(done, total)
            for start, stop in finished:
                unsaved.append((start, stop))
                done += stop - start
                if time.monotonic() - saved > _SAVE_SECONDS:
                    save()
                    saved = time.monotonic()
                if progress is not None:
                    progress(done, total)
        finally:
            if unsaved:
                save()


def _journals(targets: Targets, network: Any, x1: Array, x2: Array | None) -> list[Journal]:
    """A Journal for each target that is a file."""
    journals = []
    for name, target in zip(("nngp", "ntk"), targets, strict=True):
        if isinstance(target, np.memmap) and (path := file_of(target)) is not None:
            inputs = [x1] if x2 is None else [x1, x2]
            journals.append(Journal(target, path, jax.process_index(), fingerprint(network, name, *inputs)))
    return journals


def _finished(journals: list[Journal], grid: _Grid) -> np.ndarray:
    """The rows that need not be computed again. Raises ValueError if a map contains something else than expected."""
    finished = np.ones(len(grid.x1), dtype=bool)
    for journal in journals:
        index = next(i for i, target in enumerate(grid.targets) if target is journal.array)
        try:
            told = journal.read()
            if not all(grid.agrees(flags, index) for flags in told if flags.any()):
                raise ValueError(
                    f"{journal.array.filename} does not contain the rows that {journal.stem}.* list as finished. "
                    "Remove these files to compute all rows again."
                )
        except ValueError:
            if journal.array.any():
                raise
            journal.forget()  # a file of zeros only was made anew
            told = []
        finished &= np.logical_or.reduce(told) if told else False
    return finished
