"""Files beside a memory map that name its finished rows, so that a kernel which takes hours can be continued.

A map FILE has one such file for each process that writes to it, ``FILE.rows.OFFSET.PROCESS``, with OFFSET the byte at
which the array begins. It is replaced as a whole, and only after the rows that it names are on disk: a process that is
killed in the middle of a block leaves rows that do not count, and they are computed again.
"""

import glob
import hashlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import numpy as np

from ntkcore.kernels.targets import offset_of

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


class Journal:
    """The finished rows of one memory map, as told by all processes; this process tells those of its own."""

    def __init__(self, array: np.memmap, path: Path, process: int, mark: str) -> None:
        """Reads nothing yet; `mark` is the `fingerprint` of what the map is to contain."""
        self.array, self._mark = array, mark
        self.stem = f"{path}.rows.{offset_of(array)}"
        self._path = Path(f"{self.stem}.{process}")
        self._ours = np.zeros(len(array), dtype=bool)

    def read(self) -> list[np.ndarray]:
        """For each process that wrote here which rows are finished. Raises ValueError if they are another kernel's."""
        lists = []
        for name in sorted(glob.glob(f"{glob.escape(self.stem)}.*[0-9]")):
            path, flags = Path(name), np.zeros(len(self.array), dtype=bool)
            try:
                content = json.loads(path.read_text(encoding="utf-8"))
                runs, mark = content["finished"], content["fingerprint"]
            except (ValueError, KeyError, TypeError):
                raise ValueError(f"{path} is no list of finished rows. Remove it to compute all rows again.") from None
            if mark != self._mark:
                raise ValueError(
                    f"{path} belongs to the kernel of another network or of other inputs. "
                    "Give the same ones to continue it, another file for this kernel, or remove that file."
                )
            for start, stop in runs:
                flags[start:stop] = True
            if path == self._path:
                self._ours |= flags
            lists.append(flags)
        return lists

    def forget(self) -> None:
        """Remove what all processes told: the map was made anew."""
        for name in glob.glob(f"{glob.escape(self.stem)}.*[0-9]"):
            Path(name).unlink(missing_ok=True)
        self._ours[:] = False

    def save(self, blocks: list[tuple[int, int]]) -> None:
        """Write the map to disk, then that these blocks of rows [start, stop) are finished, too."""
        self.array.flush()
        for start, stop in blocks:
            self._ours[start:stop] = True
        temporary = Path(f"{self._path}.new")
        with temporary.open("w", encoding="utf-8") as file:
            json.dump({"fingerprint": self._mark, "finished": list(runs_of(self._ours))}, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._path)
