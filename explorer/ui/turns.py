"""Whose computation is next: addresses take turns, so do the browsers of an address and the tabs of a browser."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeVar

_MOST_NAMES = 1024  # of which it is remembered when they had their last turn


class Asker(NamedTuple):
    """The asker: the network address, the browser at that address, and the session, which is one tab of it."""

    session: str
    browser: str = ""
    address: str = ""

    @property
    def levels(self) -> tuple[str, str, str]:
        """The names of address, browser and session; no two of different levels are alike."""
        return f"address {self.address}", f"browser {self.address} {self.browser}", f"session {self.session}"


class Asked(Protocol):
    """A request of an asker."""

    asker: Asker


_Asked = TypeVar("_Asked", bound=Asked)


class Turns:
    """Remembers who had a turn when. The next turn is for the address that had none for the longest time.

    Of several browsers at that address, and of several sessions of a browser, it is chosen in the same way. Sixteen
    tabs of one browser so delay a person elsewhere by one computation, and not by sixteen.
    """

    def __init__(self) -> None:
        self._last: OrderedDict[str, int] = OrderedDict()
        self._number = 0

    def order(self, waiting: Sequence[_Asked]) -> list[_Asked]:
        """Return `waiting`, which is sorted by arrival, in the order of its turns if nobody else comes."""
        rest, last, ordered = list(waiting), dict(self._last), []
        for number in range(self._number + 1, self._number + 1 + len(rest)):
            first = min(rest, key=lambda asked: [last.get(name, 0) for name in asked.asker.levels])
            rest.remove(first)
            ordered.append(first)
            last |= dict.fromkeys(first.asker.levels, number)
        return ordered

    def take(self, asker: Asker) -> None:
        """Note that it is this asker's turn now."""
        self._number += 1
        for name in asker.levels:
            self._last[name] = self._number
            self._last.move_to_end(name)
        while len(self._last) > _MOST_NAMES:
            self._last.popitem(last=False)
