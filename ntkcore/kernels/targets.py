"""The arrays and memory maps that a kernel is written to, and the files behind them."""

import mmap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

Targets = Sequence[np.ndarray | None]  # NNGP, NTK; None for what is not wanted


def as_targets(out: Any, shape: tuple[int, int]) -> Targets:
    """`out` as (nngp, ntk). Raises ValueError unless both can take a kernel of this shape, or are None."""
    if not isinstance(out, tuple | list) or len(out) != 2:
        raise ValueError(
            f"out must be a pair (nngp, ntk), got {out!r:.40}. Give two arrays; None for what is not wanted."
        )
    targets = [(name, target) for name, target in zip(("nngp", "ntk"), out, strict=True) if target is not None]
    if not targets:
        raise ValueError("out must have an array for nngp or ntk, got None for both. Give one, or leave out away.")
    for name, target in targets:
        if not isinstance(target, np.ndarray):
            raise ValueError(f"out: {name} must be a NumPy array or memory map, got {type(target)!r:.60}.")
        if target.shape != shape:
            raise ValueError(f"out: {name} must have shape {shape}, got {target.shape}. One row for each input of x1.")
        if target.dtype != np.float64:
            raise ValueError(f"out: {name} must be of dtype float64, got {target.dtype}.")
        if not target.flags.writeable:
            raise ValueError(f'out: {name} is read-only. Give an array that can be written to, a map with mode "r+".')
        _check_file(name, target)
    if len(targets) == 2 and _same_memory(targets[0][1], targets[1][1]):
        raise ValueError("out: nngp and ntk share memory. Give two arrays that do not overlap.")
    return out


def _check_file(name: str, target: np.ndarray) -> None:
    """Raises ValueError if a memory map goes beyond the end of its file: writing there would end the process."""
    path = file_of(target)
    if path is not None and isinstance(target, np.memmap):
        low, high = np.lib.array_utils.byte_bounds(target)
        size, needed = path.stat().st_size, offset_of(target) + high - low
        if size < needed:
            raise ValueError(f"out: {name} needs {needed} bytes of {path}, which has {size} now. Open the map again.")


def _same_memory(a: np.ndarray, b: np.ndarray) -> bool:
    """True if two arrays overlap in memory or begin at the same byte of one file."""
    maps = [(file_of(each), offset_of(each)) for each in (a, b) if isinstance(each, np.memmap) and file_of(each)]
    return np.shares_memory(a, b) or (len(maps) == 2 and maps[0] == maps[1])


def file_of(array: np.ndarray) -> Path | None:
    """The file whose bytes a memory map shows and changes; None for any other array."""
    if not isinstance(array, np.memmap) or array.mode not in ("r+", "w+") or not isinstance(array.filename, str | Path):
        return None
    return Path(array.filename) if Path(array.filename).exists() else None


def offset_of(array: np.memmap) -> int:
    """The byte of the file at which a memory map begins; also for a slice of a larger map."""
    base: Any = array
    while not isinstance(base, mmap.mmap):
        base = base.base
    first = np.frombuffer(base, np.uint8).__array_interface__["data"][0]
    return array.offset - array.offset % mmap.ALLOCATIONGRANULARITY + array.__array_interface__["data"][0] - first
