"""What a fault costs the people who use the app: they edit and newcomers arrive while it happens."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.chaos.person import GIVE_UP, Person
from bench.chaos.town import HOME_SECONDS, Town, gather
from bench.classroom.students import FAILURES

RATE = 1.0  # edits of each person in a second
NOTICED = 2.0  # seconds of waiting from which on somebody counts as affected
TARGET = 10.0  # seconds
SETTLED = 3  # edits of each person after a fault
QUIET = 5 * HOME_SECONDS  # after which everybody is back at their own process
_NEWCOMER = 1000  # numbers of newcomers begin here
_AGAIN = 1.0  # seconds until somebody who reads of an error loads the page again
_EVERY = 1.5  # seconds between two newcomers


class Fault(NamedTuple):
    """A fault: its name, and what is done, which may return how many guesses of a room were lost."""

    name: str
    act: Callable[[Town], int | None]


@dataclass
class Row:
    """What a fault cost: people, those affected, scenes and edits lost, the longest wait, newcomers' waits.

    `homes` are the open pages of each process before, `seats` those afterwards.
    """

    name: str
    people: int
    affected: int = 0
    lost_scenes: int = 0
    lost_edits: int = 0
    edits: int = 0
    seconds: float = 0.0
    newcomers: list[float] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    seats: list[int] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, nobody was turned away, and everybody could go on in time."""
        waits = (self.seconds, *self.newcomers)
        gathered = max(self.seats) == sum(self.seats) > max(self.homes)
        return not (self.lost_scenes or self.lost_edits or gathered) and max(waits) <= TARGET


async def suffer(town: Town, fault: Fault, count: int, quiet: float = QUIET) -> Row:
    """Let `count` people arrive, have the fault, and let them leave. Raises RuntimeError if they never go on."""
    # Requests to a process that hangs hold a thread each; those of others must not wait for them.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(4 * count + 8))
    people = gather(town, count)
    await asyncio.gather(*(person.arrive() for person in people))
    row = await measure(town, fault, people, quiet)
    await asyncio.gather(*(person.leave() for person in people))
    return row


async def measure(town: Town, fault: Fault, people: list[Person], quiet: float) -> Row:
    """Let `people`, who have arrived, edit while the fault happens, until each was answered several times since.

    Then they rest for `quiet` seconds, after which it is counted where they are.
    """
    over, row = asyncio.Event(), Row(fault.name, len(people), homes=await asyncio.to_thread(town.seats))
    tasks = [asyncio.create_task(person.live(RATE, over)) for person in people]
    arrivals = asyncio.create_task(_arrive(town, row, over))
    await asyncio.sleep(2.0 / RATE)
    begin, before = time.perf_counter(), [len(person.edits) for person in people]
    try:
        row.lost_edits += await asyncio.to_thread(fault.act, town) or 0
        await _settle(people)
        row.seats = await asyncio.to_thread(_seated, town, len(people))
    finally:
        over.set()
        await asyncio.gather(*tasks, arrivals)
    if quiet:
        await asyncio.gather(*(person.rest(quiet) for person in people))
        row.seats = await asyncio.to_thread(_seated, town, len(people))
    for person, count in zip(people, before, strict=True):
        wait = person.slowest(begin)
        row.affected += wait > NOTICED or any(lost >= begin for lost in person.breaks)
        row.seconds = max(row.seconds, wait)
        row.edits += len(person.edits) - count
        row.lost_edits += person.lost_edits
        row.lost_scenes += person.lost_scenes()
    return row


def _seated(town: Town, count: int) -> list[int]:
    """The open pages of each process, as soon as all people have one: somebody may be on the way between two."""
    end = time.perf_counter() + TARGET
    while sum(seats := town.seats()) < count and time.perf_counter() < end:
        time.sleep(0.1)
    return seats


async def _settle(people: list[Person]) -> None:
    """Wait until everybody has been answered some times from now on. Raises RuntimeError if that does not happen."""
    goals = [len(person.waits) + SETTLED for person in people]
    end = time.perf_counter() + GIVE_UP
    while late := [person for person, goal in zip(people, goals, strict=True) if len(person.waits) < goal]:
        if time.perf_counter() > end:
            raise RuntimeError(f"{len(late)} of {len(people)} people could not go on")
        await asyncio.sleep(0.1)


async def _arrive(town: Town, row: Row, over: asyncio.Event) -> None:
    """Let newcomers open the page, one after the other, and note how long it took; who is turned away tries again."""
    number = _NEWCOMER
    while not over.is_set():
        newcomer, number = Person(number, town.address), number + 1
        begun = time.perf_counter()
        while not newcomer.arrival and time.perf_counter() - begun < GIVE_UP:
            try:
                await newcomer.arrive()
            except FAILURES:
                await asyncio.sleep(_AGAIN)
        row.newcomers.append(time.perf_counter() - begun)
        if newcomer.arrival:
            await newcomer.leave()
        await asyncio.sleep(_EVERY)
