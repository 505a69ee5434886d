"""Simulates visitors who wait in lines for servers, event by event; and the closed forms that it is tested with."""

import heapq
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Step(NamedTuple):
    """What a visitor does next: `pause` seconds after the answer before, work of `service` seconds at a station."""

    pause: float
    station: str
    service: float


@dataclass
class Station:
    """Servers with one line before them, first come first served; `waits` has the seconds of all who came."""

    servers: int
    waits: list[float] = field(default_factory=list)
    longest: int = 0  # most people in the line at one time
    busy: float = 0.0  # seconds of work of all servers
    _free: list[float] = field(default_factory=list)  # when each server is free
    _starts: list[float] = field(default_factory=list)  # of those who wait

    def __post_init__(self) -> None:
        self._free = [-math.inf] * self.servers

    def take(self, now: float, service: float) -> float:
        """Serve somebody who comes at the time `now`, not before those who came earlier; return when it is done."""
        start = max(now, heapq.heappop(self._free))
        heapq.heappush(self._free, start + service)
        while self._starts and self._starts[0] <= now:
            heapq.heappop(self._starts)
        if start > now:
            heapq.heappush(self._starts, start)
        self.longest = max(self.longest, len(self._starts))
        self.waits.append(start - now)
        self.busy += service
        return start + service


def simulate(visits: Iterable[tuple[float, list[Step]]], servers: Mapping[str, int]) -> dict[str, Station]:
    """Let visitors come, each at a time and with steps, and return the stations by their names.

    A step begins `pause` seconds after the answer to the one before, so that who waits long asks less often.
    """
    stations = {name: Station(count) for name, count in servers.items()}
    events = [(at + steps[0].pause, number, 0, steps) for number, (at, steps) in enumerate(visits) if steps]
    heapq.heapify(events)
    while events:
        now, number, index, steps = heapq.heappop(events)
        done = stations[steps[index].station].take(now, steps[index].service)
        if index + 1 < len(steps):
            heapq.heappush(events, (done + steps[index + 1].pause, number, index + 1, steps))
    return stations


def wait_mmc(rate: float, service: float, servers: int) -> float:
    """The mean wait in seconds with exponential gaps and services: C / (c/s − λ), C = Erlang's probability to wait.

    `rate` λ a second, `service` s seconds on average. Raises ValueError where the line grows for ever.
    Source: A. K. Erlang (1917); L. Kleinrock, Queueing Systems I (1975), section 3.5.
    """
    load = rate * service
    if load >= servers:
        raise ValueError(f"a load of {load:g} needs more than {servers} servers.")
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    waits = last / (sum(load**k / math.factorial(k) for k in range(servers)) + last)
    return waits / (servers / service - rate)


def wait_mg1(rate: float, service: float, square: float) -> float:
    """The mean wait in seconds at one server with exponential gaps: λ E[S²] / (2 (1 − λ E[S])).

    `square` is E[S²]. Raises ValueError where the line grows for ever. Source: Pollaczek (1930) and Khinchine (1932).
    """
    if rate * service >= 1.0:
        raise ValueError(f"a load of {rate * service:g} needs more than one server.")
    return rate * square / (2.0 * (1.0 - rate * service))
