"""Limits for each address: buckets that empty with each try and fill again with time."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from explorer.rooms.errors import RoomError


class Buckets:
    """For each address a bucket of `burst` tries, to which `per_second` are added until it is full.

    Those of the `most` addresses that tried last are kept.
    """

    def __init__(
        self, burst: float, per_second: float, now: Callable[[], float] = time.monotonic, most: int = 10_000
    ) -> None:
        self._burst, self._per_second, self._now, self._most = burst, per_second, now, most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str) -> None:
        """Count one try. RoomError "busy" if the address has none left."""
        with self._lock:
            level, now = self._level(address), self._now()
            self._levels[address] = (max(level - 1.0, 0.0), now)
            self._levels.move_to_end(address)
            if len(self._levels) > self._most:
                self._levels.popitem(last=False)
        if level < 1.0:
            raise _busy()

    def check(self, address: str) -> None:
        """Raise RoomError "busy" if the address has no try left; count nothing."""
        with self._lock:
            level = self._level(address)
        if level < 1.0:
            raise _busy()

    def _level(self, address: str) -> float:
        level, then = self._levels.get(address, (self._burst, self._now()))
        return min(self._burst, level + (self._now() - then) * self._per_second)


def _busy() -> RoomError:
    return RoomError("busy", "Too many tries came from this address. Wait a minute, then try again.")


# A class is one address, and its phones come back together when a server has been started again.
wrong_codes = Buckets(300, 0.5)  # of some five million codes
joins = Buckets(1_000, 2.0)
openings = Buckets(30, 1 / 300)
