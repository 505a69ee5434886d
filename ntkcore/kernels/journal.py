"""Files beside a memory map that name its finished rows, so that a kernel which takes hours can be continued.

A map FILE has one such file for each process that writes to it, ``FILE.rows.OFFSET.PROCESS``, with OFFSET the byte at
which the array begins. It is replaced as a whole, and only after the rows that it names are on disk: a process that is
killed in the middle of a block leaves rows that do not count, and they are computed again. It also tells which bytes of
the map the kernel has, so that no other one is written over them from another offset.
"""

import glob
import hashlib
import json
import os
import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np

from ntkcore.kernels.targets import Region

_FORMAT = 1  # raise it if what a finished row means changes
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # of a function: another one in each process


def fingerprint(network: Any, *content: Any) -> str:
    """A checksum of a network, a pytree, and of arrays and texts, to the last bit.

    Of a function that the network holds, an activation of the user's for example, only the name counts.
    """
    leaves, tree = jax.tree.flatten(network)
    digest = hashlib.sha256(f"{_FORMAT} {_ADDRESS.sub('', str(tree))}".encode())
    for value in (*leaves, *content):
        array: Any = np.ascontiguousarray(value)
        digest.update(f"|{array.dtype.str} {array.shape}|".encode())
        digest.update(array)
    return digest.hexdigest()


def runs_of(flags: np.ndarray) -> Iterator[tuple[int, int]]:
    """The runs [start, stop) of True in a vector of booleans."""
    edges = np.flatnonzero(np.diff(flags.astype(np.int8), prepend=0, append=0))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


class _Told(NamedTuple):
    """The content of one file."""

    fingerprint: str
    span: tuple[int, int]  # bytes of the map, from the first to the last
    finished: list[tuple[int, int]]  # rows [start, stop)


class Journal:
    """The finished rows of one memory map, as told by all processes; this process tells those of its own."""

    def __init__(self, array: np.ndarray, region: Region, process: int, mark: str) -> None:
        """Reads nothing yet; `mark` is the `fingerprint` of what the map is to contain."""
        self.array, self.region, self._mark = array, region, mark
        self.stem = f"{region.path}.rows.{region.start}"
        self._path = Path(f"{self.stem}.{process}")
        self._ours = np.zeros(len(array), dtype=bool)

    def read(self, beside: Container[str] = ()) -> list[np.ndarray]:
        """For each process that wrote here which rows are finished. Raises ValueError if they are another kernel's.

        `beside` holds the stems of other kernels in the same file that are not in the way.
        """
        lists = []
        for path, told in self._all_told():
            if self._stem_of(path) != self.stem:
                if self._stem_of(path) not in beside and self._overlaps(told):
                    raise ValueError(
                        f"{path} tells that another kernel has some of these bytes of {self.region.path}. "
                        "Give another file or offset, or remove that file."
                    )
                continue
            if told.fingerprint != self._mark:
                raise ValueError(
                    f"{path} belongs to the kernel of another network or of other inputs. "
                    "Give the same ones to continue it, another file for this kernel, or remove that file."
                )
            flags = np.zeros(len(self.array), dtype=bool)
            for start, stop in told.finished:
                flags[start:stop] = True
            if path == self._path:
                self._ours |= flags
            lists.append(flags)
        return lists

    def _all_told(self) -> Iterator[tuple[Path, _Told]]:
        """All that is told about kernels in this file. Raises ValueError for what cannot be read."""
        for name in sorted(glob.glob(f"{glob.escape(str(self.region.path))}.rows.*.*[0-9]")):
            path = Path(name)
            try:
                content = json.loads(path.read_text(encoding="utf-8"))
                runs = [(int(start), int(stop)) for start, stop in content["finished"]]
                first, last = content["bytes"]
                yield path, _Told(content["fingerprint"], (int(first), int(last)), runs)
            except FileNotFoundError:
                continue  # another process has just removed it
            except (ValueError, KeyError, TypeError):
                raise ValueError(f"{path} is no list of finished rows. Remove it to compute all rows again.") from None

    @staticmethod
    def _stem_of(path: Path) -> str:
        return str(path).rpartition(".")[0]

    def _overlaps(self, told: _Told) -> bool:
        return told.span[0] < self.region.stop and self.region.start < told.span[1]

    def forget(self) -> None:
        """Remove what all processes told: the map was made anew."""
        for path, told in self._all_told():
            if self._stem_of(path) == self.stem or self._overlaps(told):
                path.unlink(missing_ok=True)
        self._ours[:] = False

    def save(self, blocks: list[tuple[int, int]]) -> None:
        """Write the map to disk, then that these blocks of rows [start, stop) are finished, too."""
        self.region.map.flush()
        for start, stop in blocks:
            self._ours[start:stop] = True
        content = {
            "fingerprint": self._mark,
            "bytes": [self.region.start, self.region.stop],
            "finished": list(runs_of(self._ours)),
        }
        temporary = Path(f"{self._path}.new")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
