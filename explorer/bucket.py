"""Saves up tokens with time: what comes too fast is delayed or refused, and a burst now and then is not."""

import time
from collections.abc import Callable


class Bucket:
    """A token bucket: what costs `at_once` goes through without waiting, and then what costs `a_second` each second."""

    def __init__(self, a_second: float, at_once: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._most, self._clock = a_second, at_once, clock
        self._tokens, self._filled = at_once, clock()

    @property
    def level(self) -> float:
        """The tokens that are there now, below 0 if some were taken ahead of time."""
        return min(self._most, self._tokens + (self._clock() - self._filled) * self._rate)

    def take(self, cost: float = 1.0) -> float:
        """Take tokens and return the seconds to wait before they may be used."""
        self._tokens, self._filled = self.level - cost, self._clock()
        return -self._tokens / self._rate if self._tokens < 0.0 else 0.0
