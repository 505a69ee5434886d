"""Limits of tries for seats and addresses, so that codes cannot be guessed in bulk and no class is locked out.

A class is one address. So a wrong code counts for the seat first, the one open page that sent it, which has few tries;
its neighbours keep theirs. A program can claim to be many seats, and empties the bucket of its address in the end. From
then on the address learns of no further code whether it is right, but those that it has used before go on working: to
answer there tells nothing new. So the class goes on, and can still be joined.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

from explorer.bucket import Bucket
from explorer.rooms.errors import RoomError

_LONGEST_SEAT = 64  # letters


class Asker(NamedTuple):
    """Somebody who asks: a network address, and a name that the open page gave itself; "" if it is not told."""

    address: str = ""
    seat: str = ""


def asker(address: str, seat: str) -> Asker:
    """The asker, by the network of 2⁶⁴ addresses that one household or school has where an IPv6 address is given."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return Asker(address, seat[:_LONGEST_SEAT])
    if isinstance(parsed, IPv6Address):
        network = str(IPv6Network((parsed, 64), strict=False))
        address = str(parsed.ipv4_mapped) if parsed.ipv4_mapped else network
    return Asker(address, seat[:_LONGEST_SEAT])


class Buckets:
    """For each name, an address or a seat, a bucket of `burst` tries, to which `per_second` are added until it is full.

    Those of the `most` names that tried last are kept.
    """

    def __init__(
        self, burst: float, per_second: float, now: Callable[[], float] = time.monotonic, most: int = 10_000
    ) -> None:
        self._most = most
        self._new = partial(Bucket, per_second, burst, now)
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str) -> None:
        """Count one try. RoomError "busy" if the address has none left."""
        with self._lock:
            bucket = self._buckets.setdefault(address, self._new())
            level = bucket.level
            bucket.take(min(1.0, level))  # a refused try leaves nothing
            self._buckets.move_to_end(address)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        if level < 1.0:
            raise _busy()

    def check(self, address: str) -> None:
        """Raise RoomError "busy" if the address has no try left; count nothing."""
        with self._lock:
            bucket = self._buckets.get(address)
        if bucket is not None and bucket.level < 1.0:
            raise _busy()


class Codes:
    """Counts the wrong codes of seats and of addresses, and keeps the `most` last that were right for an address."""

    def __init__(self, seats: Buckets, addresses: Buckets, most: int = 10_000) -> None:
        self._seats, self._addresses, self._most = seats, addresses, most
        self._right: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, asker: Asker, code: str) -> None:
        """Raise RoomError "busy" if the seat, or the address without having used the code, has no try left."""
        if asker.seat:
            self._seats.check(asker.seat)
        with self._lock:
            was_right = (asker.address, code) in self._right
        if not was_right:
            self._addresses.check(asker.address)

    def right(self, asker: Asker, code: str) -> None:
        """Note that the address knows the code of this room."""
        with self._lock:
            self._right[asker.address, code] = None
            self._right.move_to_end((asker.address, code))
            if len(self._right) > self._most:
                self._right.popitem(last=False)

    def wrong(self, asker: Asker) -> None:
        """Count a code or a token that is wrong. RoomError "busy" if there is no try left."""
        if asker.seat:
            self._seats.take(asker.seat)
        self._addresses.take(asker.address)


def _busy() -> RoomError:
    return RoomError("busy", "Too many tries came from here. Wait a minute, then try again.")


# A class is one address, and its phones come back together when a server has been started again.
codes = Codes(Buckets(20, 0.1), Buckets(1_000, 0.5))  # of some five million codes
joins = Buckets(1_000, 2.0)
openings = Buckets(30, 1 / 300)
