"""The faults: what is done to the processes, while people edit and newcomers arrive, and what it costs them."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bench.chaos import lecture
from bench.chaos.person import GIVE_UP, Person
from bench.chaos.town import HOME_SECONDS, Town
from bench.classroom.students import FAILURES

FAILED = 6.0  # seconds; nginx passes over a process that has failed for five
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
    """What a fault cost: people, those affected, scenes and edits lost, the longest wait, the slowest newcomer."""

    name: str
    people: int
    affected: int = 0
    lost_scenes: int = 0
    lost_edits: int = 0
    edits: int = 0
    seconds: float = 0.0
    newcomers: list[float] = field(default_factory=list)
    seats: list[int] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, nobody was turned away, and everybody could go on in time."""
        waits = (self.seconds, *self.newcomers)
        gathered = len(self.seats) > 1 and max(self.seats) == sum(self.seats) > 1
        return not (self.lost_scenes or self.lost_edits or gathered) and max(waits) <= TARGET


async def measure(town: Town, fault: Fault, people: list[Person], quiet: float = QUIET) -> Row:
    """Let `people`, who have arrived, edit while the fault happens, until each was answered several times since.

    Then they rest for `quiet` seconds, after which it is counted where they are.
    """
    over, row = asyncio.Event(), Row(fault.name, len(people))
    tasks = [asyncio.create_task(person.live(RATE, over)) for person in people]
    arrivals = asyncio.create_task(_arrive(town, row, over))
    await asyncio.sleep(2.0 / RATE)
    begin, before = time.perf_counter(), [len(person.edits) for person in people]
    try:
        row.lost_edits += await asyncio.to_thread(fault.act, town) or 0
        await _settle(people)
    finally:
        over.set()
        await asyncio.gather(*tasks, arrivals)
    await asyncio.gather(*(person.rest(quiet) for person in people))
    row.seats = await asyncio.to_thread(town.seats)
    for person, count in zip(people, before, strict=True):
        wait = person.slowest(begin)
        row.affected += wait > NOTICED or any(lost >= begin for lost in person.breaks)
        row.seconds = max(row.seconds, wait)
        row.edits += len(person.edits) - count
        row.lost_edits += person.lost_edits
        row.lost_scenes += person.lost_scenes + (not person.is_right())
    return row


async def _settle(people: list[Person]) -> None:
    """Wait until everybody has been answered some times from now on. Raises TimeoutError if that does not happen."""
    goals = [len(person.waits) + SETTLED for person in people]
    async with asyncio.timeout(120.0):
        while any(len(person.waits) < goal for person, goal in zip(people, goals, strict=True)):
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


def kill(town: Town) -> None:
    """End a process at once; it is started again, as a container is."""
    town.replicas[0].kill()
    time.sleep(1.0)
    town.replicas[0].start()


def terminate(town: Town) -> None:
    """Tell a process to stop, and start it again when it has ended."""
    town.replicas[0].terminate()
    town.replicas[0].start()


def roll(town: Town) -> None:
    """Restart all processes, one after the other, each when the one before is ready."""
    for replica in town.replicas:
        replica.terminate()
        replica.start()
        time.sleep(FAILED)


def restart_nginx(town: Town) -> None:
    """Stop nginx, so that all connections break, and start it again."""
    town.stop_nginx()
    time.sleep(1.0)
    town.start_nginx()


def pause(town: Town) -> None:
    """Let a process do nothing for half a minute."""
    town.replicas[0].pause()
    time.sleep(30.0)
    town.replicas[0].go_on()


def restart_redis(town: Town) -> int:
    """Kill Redis while a class guesses, and start it again; the guesses that are not in the room afterwards."""
    return asyncio.run(lecture.guesses_lost(town))


def fill_disk(town: Town) -> None:
    """Start a process again that can write neither its cache of compiled code nor its home."""
    with town.replicas[0].changed(HOME="/proc/none", JAX_COMPILATION_CACHE_DIR="/proc/none"):
        time.sleep(6.0)


def set_clock(town: Town) -> None:
    """Let the clock of a process jump an hour ahead, and two back."""
    libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not libraries:
        raise RuntimeError("libfaketime was not found. Install it (Debian, Ubuntu: apt-get install libfaketime).")
    with tempfile.TemporaryDirectory() as folder:
        offset = Path(folder) / "offset"
        offset.write_text("+0s")
        fake = {"FAKETIME_TIMESTAMP_FILE": str(offset), "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        with town.replicas[0].changed(LD_PRELOAD=str(libraries[0]), **fake):
            time.sleep(FAILED)  # until people are here again
            for jump in ("+3600s", "-3600s"):
                offset.write_text(jump)
                time.sleep(4.0)


FAULTS = (
    Fault("A process is killed (kill -9)", kill),
    Fault("A process is told to stop (SIGTERM)", terminate),
    Fault("All processes are restarted, one after the other", roll),
    Fault("nginx is restarted", restart_nginx),
    Fault("A process pauses for 30 s, without letting go of its connections", pause),
    Fault("Redis is killed while a class guesses, and is back after 3 s", restart_redis),
    Fault("A process starts again and can write neither cache nor home", fill_disk),
    Fault("The clock of a process jumps by an hour, forwards and back", set_clock),
)
