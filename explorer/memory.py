"""Holds the process below a limit of memory: free memory is given back, then answers are forgotten, then compiled code.

Each function that JAX has compiled takes about 3 MB, and all pages together have some 150. JAX itself forgets none, and
1.2 of the 3 MB are what the compiler was given, which nobody reads again: that is forgotten at once.
What else is forgotten is computed again, or read from the disk, when it is needed.
"""

import ctypes
import gc
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import jax
from jax._src.interpreters import pxla

from explorer import environment, metrics
from ntkcore.cache import limit_caches

_EVERY_SECONDS = 0.5
_CALM_SECONDS = 3.0  # between two times at which compiled code is forgotten: reading it takes seconds of a core
_ROOM_MIB = 96.0  # that may be filled before code is forgotten again, where forgetting it did not come below the limit
_FEW_BYTES = 48_000_000  # of the answers that stay
_MIB = 2**20
_LINUX = sys.platform == "linux"


def resident_mib() -> float:
    """Return the resident memory of the process in MiB, 0 where only Linux would tell it."""
    if not _LINUX:
        return 0.0
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / _MIB


def give_back() -> None:
    """Return free memory to the system: the C library of Linux would keep it."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if _LINUX else None
    if trim is not None:
        trim(0)


def forget_lowered() -> None:
    """Forget the programs that the compiler was given; the compiled code stays in use.

    JAX has no public function for this. A version that keeps them elsewhere needs another line here, or none.
    """
    lowered = getattr(pxla, "_cached_lowering_to_hlo", None)
    if lowered is not None:
        lowered.cache_clear()


def forget_code() -> None:
    """Forget all compiled code, and return what that leaves free to the system."""
    jax.clear_caches()
    gc.collect()
    give_back()


class Guard:
    """Watches the memory of the process; `load_again` brings back the code that every edit needs."""

    def __init__(self, limit_mib: float, load_again: Callable[[], None]) -> None:
        self.limit_mib, self._load_again = limit_mib, load_again
        self._calm_until, self._bearable_mib = 0.0, limit_mib
        self._relieving = threading.Lock()
        self._loading: threading.Thread | None = None

    def relieve(self) -> None:
        """Do what it takes to come below the limit, the cheapest first; whoever comes meanwhile waits for it."""
        forget_lowered()
        if resident_mib() <= self.limit_mib:
            self._bearable_mib = self.limit_mib
            return
        with self._relieving:
            self._relieve()

    def _relieve(self) -> None:
        give_back()
        if resident_mib() <= self.limit_mib:
            return
        limit_caches(_FEW_BYTES)
        limit_caches()
        give_back()
        metrics.relieved.labels("answers").inc()
        if resident_mib() > self._bearable_mib and time.monotonic() >= self._calm_until:
            forget_code()
            self._bearable_mib = max(self.limit_mib, resident_mib() + _ROOM_MIB)  # a training may hold hundreds
            metrics.relieved.labels("code").inc()
            if self._loading is None or not self._loading.is_alive():  # beside the others, who need room meanwhile
                self._loading = threading.Thread(target=self._load_again, name="loading", daemon=True)
                self._loading.start()
            self._calm_until = time.monotonic() + _CALM_SECONDS

    def watch(self) -> None:
        """Look twice a second, for ever."""
        while True:
            time.sleep(_EVERY_SECONDS)
            self.relieve()


_guard: Guard | None = None


def make_room() -> None:
    """Come below the limit before something large begins, if the process has one."""
    if _guard is not None:
        _guard.relieve()


def start(load_again: Callable[[], None]) -> None:
    """Watch the memory in the background, if there is a limit and the system tells how much is used."""
    global _guard
    limit = environment.value(environment.MEMORY)
    if limit and _LINUX:
        _guard = Guard(limit, load_again)
        threading.Thread(target=_guard.watch, name="memory", daemon=True).start()
