"""Kernels in blocks of rows, written into arrays or memory maps: larger than memory, resumable, on many devices."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import jax
import numpy as np

from ntkcore.checks import Array, check_integer, is_traced
from ntkcore.kernels.devices import on_all_devices
from ntkcore.kernels.journal import Journal, fingerprint, runs_of
from ntkcore.kernels.layers import AnyNetwork
from ntkcore.kernels.targets import Targets, as_targets, check_space, region_of
from ntkcore.kernels.tiles import Gram
from ntkcore.reals import shown

Write = Callable[[int, int], None]
Progress = Callable[[int, int], object]

# If `rows` is not given: at most so many entries between two calls of `progress` (of images, entries times positions),
# and at least so many blocks, since the first rows of a symmetric kernel are more work than the last.
_BLOCK_ENTRIES, _BLOCKS_PER_DEVICE = 4_000_000, 4
_SAVE_SECONDS = 5.0  # at most so much work is lost when the process is killed
_RECOMPUTED = 1e-9  # of the largest entry: rows that differ by more are not those of this kernel


def fill(
    network: AnyNetwork,
    x1: Array,
    x2: Array | None,
    *,
    rows: int | None,
    out: Sequence[Array | None] | None,
    progress: Progress | None,
) -> Targets:
    """Both kernels of x1 with x2 (None: x1), by rows; `gram.kernel_pair` says what the arguments mean.

    Each pair of a symmetric kernel is computed once: a block of rows [a, b) contains the columns from a on, and their
    mirror image below it.
    """
    if is_traced(network, x1, x2):
        raise ValueError(
            "rows=, out= and progress= fill NumPy arrays, which JAX cannot trace. "
            "Call kernel_pair outside of jit, vmap and grad, or leave them out."
        )
    if progress is not None and not callable(progress):
        raise ValueError(
            f"progress must be a function of two integers, got {shown(progress)}. Give a function, or leave it out."
        )
    shape = (len(x1), len(x1 if x2 is None else x2))
    rows = None if rows is None else check_integer("rows", rows, 1, 2**62)
    targets = (np.empty(shape), np.empty(shape)) if out is None else as_targets(out, shape)
    stored = jax.tree.map(np.asarray, network)  # what lies on a device would bind all work to it
    gram = Gram.of(stored, np.asarray(x1), None if x2 is None else np.asarray(x2))
    rows = min(rows or _rows_of_a_block(gram, math.prod(x1.shape[1:-1])), shape[0])
    journals = _journals(targets, network, *([x1] if gram.symmetric else [x1, x2]))
    finished = _finished(journals, gram, targets)
    unfinished = 8 * shape[1] * int(np.count_nonzero(~finished))
    check_space([(journal.region, unfinished) for journal in journals])
    for journal in journals:
        journal.save([])  # tells at once that nothing can be written there
    sharing = len(journals) == sum(target is not None for target in targets)
    number, count = (jax.process_index(), jax.process_count()) if sharing else (0, 1)
    share = _Share(rows, number, count, finished if sharing else np.zeros_like(finished))
    _run(lambda start, stop: gram.fill_rows(slice(start, stop), targets), share, journals, progress)
    for journal in journals:
        journal.read(_stems(journals))  # tells if another process has written another kernel there meanwhile
    return targets


def _rows_of_a_block(gram: Gram, positions: int) -> int:
    """Rows of a block if nobody chose: whole tiles, not too much work, and blocks for all devices."""
    entries = _BLOCK_ENTRIES // positions // gram.shape[1]
    each = math.ceil(gram.shape[0] / (_BLOCKS_PER_DEVICE * jax.device_count()))
    return math.ceil(max(min(entries, each), 1) / gram.tile[0]) * gram.tile[0]


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


def _run(write: Write, share: _Share, journals: list[Journal], progress: Progress | None) -> None:
    """Compute all blocks of this process; what is finished is saved now and then, and if anything is raised."""
    blocks, total = list(share.blocks()), share.total()
    done = total - sum(stop - start for start, stop in blocks)
    unsaved: list[tuple[int, int]] = []
    saved = -math.inf

    def save() -> None:
        for journal in journals:
            journal.save(unsaved)
        unsaved.clear()

    with closing(on_all_devices(write, blocks)) as finished:
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


def _journals(targets: Targets, network: AnyNetwork, *inputs: Array | None) -> list[Journal]:
    """A Journal for each target that is a file."""
    journals = []
    for name, target in zip(("nngp", "ntk"), targets, strict=True):
        if target is not None and (region := region_of(target)) is not None:
            mark = fingerprint(network, name, target.strides, *inputs)
            journals.append(Journal(target, region, jax.process_index(), mark))
    return journals


def _stems(journals: list[Journal]) -> list[str]:
    return [journal.stem for journal in journals]


def _finished(journals: list[Journal], gram: Gram, targets: Targets) -> np.ndarray:
    """The rows that need not be computed again. Raises ValueError if a map contains something else than expected."""
    finished = np.ones(gram.shape[0], dtype=bool)
    for journal in journals:
        try:
            lists = journal.read(_stems(journals))
            if not all(_agrees(journal.array, flags, gram, targets) for flags in lists if flags.any()):
                raise ValueError(
                    f"{journal.region.path} does not contain the rows that {journal.stem}.* list as finished. "
                    "Remove these files to compute all rows again."
                )
        except ValueError:
            if journal.array.any():
                raise
            journal.forget()  # a file of zeros only was made anew
            lists = []
        finished &= np.logical_or.reduce(lists) if lists else False
    return finished


def _agrees(array: np.ndarray, flags: np.ndarray, gram: Gram, targets: Targets) -> bool:
    """True if the first finished rows of a target are those of its kernel, as far as one tile shows."""
    start, stop = next(runs_of(flags))
    left = start if gram.symmetric else 0
    rows, columns = slice(start, min(start + gram.tile[0], stop)), slice(left, min(left + gram.tile[1], gram.shape[1]))
    given = np.array(array[rows, columns])
    computed = np.empty_like(given)
    gram.fill(rows, columns, [computed if target is array else None for target in targets])
    return bool(np.abs(given - computed).max() <= _RECOMPUTED * np.abs(computed).max())
