"""The arrays and memory maps that a kernel is written to, and the files behind them."""

import mmap
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ntkcore.reals import shown

Targets = Sequence[np.ndarray | None]  # NNGP, NTK; None for what is not wanted

_BLOCK = 512  # bytes; the system counts the memory of files in such blocks


class Region(NamedTuple):
    """The bytes of a file that a memory map shows and changes."""

    path: Path
    start: int
    stop: int
    map: np.memmap

    def overlaps(self, other: "Region") -> bool:
        """True if both have bytes of one file between their first and last ones."""
        return self.path.samefile(other.path) and self.start < other.stop and other.start < self.stop


def as_targets(out: Any, shape: tuple[int, int]) -> Targets:
    """`out` as (nngp, ntk). Raises ValueError unless both can take a kernel of this shape, or are None."""
    if not isinstance(out, tuple | list) or len(out) != 2:
        raise ValueError(
            f"out must be a pair (nngp, ntk), got {shown(out)}. Give two arrays; None for what is not wanted."
        )
    targets = [(name, target) for name, target in zip(("nngp", "ntk"), out, strict=True) if target is not None]
    if not targets:
        raise ValueError("out must have an array for nngp or ntk, got None for both. Give one, or leave out away.")
    for name, target in targets:
        if not isinstance(target, np.ndarray) or isinstance(target, np.ma.MaskedArray):
            raise ValueError(
                f"out: {name} must be a NumPy array or memory map, got {type(target).__name__}. Make it by np.empty."
            )
        if target.shape != shape:
            raise ValueError(f"out: {name} must have shape {shape}, got {target.shape}. One row for each input of x1.")
        if target.dtype != np.float64:
            raise ValueError(f"out: {name} must be of dtype float64, got {target.dtype}. Make it anew.")
        if not target.flags.writeable:
            raise ValueError(f'out: {name} is read-only. Give an array that can be written to, a map with mode "r+".')
        _check_file(name, target)
    if len(targets) == 2:
        _check_apart(targets[0][1], targets[1][1])
    return out


def _check_file(name: str, target: np.ndarray) -> None:
    """Raises ValueError if a memory map goes beyond the end of its file: writing there would end the process."""
    region = region_of(target)
    if region is not None and (size := region.path.stat().st_size) < region.stop:
        raise ValueError(
            f"out: {name} needs {region.stop} bytes of {region.path}, which has {size} now. Open the map again."
        )


def _check_apart(nngp: np.ndarray, ntk: np.ndarray) -> None:
    """Raises ValueError if the two overlap in memory, or in a file that two maps show."""
    first, second = region_of(nngp), region_of(ntk)
    if np.shares_memory(nngp, ntk):
        raise ValueError("out: nngp and ntk share memory. Give two arrays that do not overlap.")
    if first and second and first.map is not second.map and first.overlaps(second):
        raise ValueError(
            f"out: nngp and ntk share memory: bytes {max(first.start, second.start)} to "
            f"{min(first.stop, second.stop)} of {first.path}. Give maps of different files, or a larger offset."
        )


def check_space(unfinished: Sequence[tuple[Region, int]]) -> None:
    """Raises OSError if a disk lacks room for so many bytes of each region: writing would end the process.

    A new map takes no room on the disk before it is written to.
    """
    files: dict[Path, int] = {}
    for region, size in unfinished:
        files[region.path] = files.get(region.path, 0) + size
    disks: dict[int, int] = {}
    for path, size in files.items():
        status = path.stat()
        missing = status.st_size - getattr(status, "st_blocks", status.st_size) * _BLOCK
        needed = disks[status.st_dev] = disks.get(status.st_dev, 0) + max(min(size, missing), 0)
        if needed > (free := shutil.disk_usage(path.parent).free):
            raise OSError(
                f"out: the disk of {path} has {free / 2**20:.0f} MiB left, and the kernels need "
                f"{needed / 2**20:.0f} MiB more. Make room, or give files on another disk."
            )


def region_of(array: np.ndarray) -> Region | None:
    """The bytes of a file that an array shows and changes, as a memory map or a part of one; None for others."""
    base: Any = array
    while isinstance(base, np.ndarray) and not isinstance(base.base, mmap.mmap):
        base = base.base
    if not isinstance(base, np.memmap) or base.mode not in ("r+", "w+") or not isinstance(base.filename, str | Path):
        return None
    path = Path(base.filename)
    if not path.exists():
        return None
    low, high = np.lib.array_utils.byte_bounds(array)
    mapped: Any = base.base
    first = np.frombuffer(mapped, np.uint8).__array_interface__["data"][0]
    start = base.offset - base.offset % mmap.ALLOCATIONGRANULARITY + low - first
    return Region(path.resolve(), start, start + high - low, base)
