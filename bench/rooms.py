"""Rooms of 100 and 300 students: guess → projector, turns → phones; with and without Redis, and a process killed."""

import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bench.classroom.crowd import GONE, OPENING, Listener, ask
from bench.facts import Line, Times, machine, write
from scripts import redis_server
from scripts.serve import Server, serve

TARGET_MS = 1000.0  # p95 of guess → projector and of a step or reveal → phone, with 100 students on one process
HEARD_SECONDS = 20.0


class Class(NamedTuple):
    """A class: students, processes, and seconds over which the guesses of the first round come."""

    students: int
    processes: int
    seconds: float = 10.0
    kills: bool = False  # the last process, in the middle of the first round
    redis: bool = False  # several processes have it in any case

    @property
    def has_redis(self) -> bool:
        """Whether rooms are kept in Redis."""
        return self.redis or self.processes > 1

    @property
    def name(self) -> str:
        """The class in words."""
        servers = "one process" if self.processes == 1 else f"{self.processes} processes"
        servers += " with Redis" if self.has_redis else ""
        return f"{self.students} students, {servers}{', one killed' if self.kills else ''}"


CLASSES = (
    *(Class(students, 1, redis=redis) for redis in (False, True) for students in (100, 300)),
    *(Class(100, 2), Class(300, 2), Class(100, 2, kills=True)),
)


@dataclass
class Outcome:
    """Milliseconds of guess → projector in both rounds (the second is a burst), and of turns → phone; the counts."""

    spread: list[float] = field(default_factory=list)
    burst: list[float] = field(default_factory=list)
    turn: list[float] = field(default_factory=list)  # the second round begins, as a step does
    reveal: list[float] = field(default_factory=list)
    lost: int = 0
    foreign: int = 0
    messages: int = 0  # to the projector
    tries: int = 0  # of guesses that had to be sent again


class Room:
    """An open room with its lecturer, its projector and its students at `addresses`, in turns."""

    def __init__(self, addresses: list[str], students: int) -> None:
        self.addresses, self.students = addresses, students
        self.code = self.secret = ""
        self.tokens: list[str] = []
        self.phones: list[Listener] = []
        self.outcome = Outcome()

    async def gather(self) -> None:
        """Open the room, and let everybody in."""
        opened = await ask(self.addresses[0], "POST", "/rooms", OPENING)
        self.code, self.secret = opened["code"], opened["secret"]
        self.projector = Listener(list(self.addresses), self.code)
        joins = (ask(self._address(i), "POST", f"/rooms/{self.code}/join", {}) for i in range(self.students))
        self.tokens = [joined["token"] for joined in await asyncio.gather(*joins)]
        self.phones = [
            Listener([self._address(i), *(a for a in self.addresses if a != self._address(i))], self.code, token)
            for i, token in enumerate(self.tokens)
        ]
        self._listening = [asyncio.create_task(each.listen()) for each in (self.projector, *self.phones)]
        await asyncio.gather(*(phone.until(lambda _: True) for phone in self.phones))
        await self.projector.until(lambda state: state["participants"] == self.students)

    async def act(self, action: str) -> None:
        """Do what the lecturer does."""
        await ask(self.addresses[0], "POST", f"/rooms/{self.code}/act", {"action": action}, self.secret)

    async def round(self, turn: int, seconds: float, times: list[float]) -> None:
        """All guess once within `seconds`; appends to `times` the milliseconds until each is on the projector."""
        rng = random.Random(turn)
        sent = await asyncio.gather(*(self._guess(i, turn, rng.uniform(0.0, seconds)) for i in range(self.students)))
        for i, begun in enumerate(sent):
            value = [label(i, turn)]
            try:
                shown = await self.projector.until(lambda state, value=value: value in state["all"][str(turn)])
                times.append(1e3 * (shown - begun))
            except TimeoutError:
                self.outcome.lost += 1

    async def turn(self) -> None:
        """Begin the second round, which every phone is told."""
        begun = time.perf_counter()
        await self.act("second")
        told = await asyncio.gather(*(phone.until(lambda state: state["round"] == 2) for phone in self.phones))
        self.outcome.turn += [1e3 * (at - begun) for at in told]

    async def reveal(self) -> None:
        """Show the answer, and compare what every phone and the projector show with what was sent."""
        begun = time.perf_counter()
        await self.act("reveal")
        for i, phone in enumerate(self.phones):
            self.outcome.reveal.append(1e3 * (await phone.until(lambda state: state["phase"] == "revealed") - begun))
            final = phone.states[-1][1]
            mine = {"1": [label(i, 1)], "2": [label(i, 2)]}
            scored = all(final["scores"][turn]["truth"] for turn in mine)
            self.outcome.foreign += final["mine"] != mine or not scored or "all" in final
        await self.projector.until(lambda state: state["phase"] == "revealed")
        final = self.projector.states[-1][1]
        for turn in (1, 2):
            expected = [[label(i, turn)] for i in range(self.students)]
            self.outcome.foreign += sum(guess not in expected for guess in final["all"][str(turn)])
            self.outcome.lost += sum(guess not in final["all"][str(turn)] for guess in expected)
        self.outcome.messages = len(self.projector.states)

    async def end(self) -> None:
        """End the room; all streams end with it."""
        await self.act("end")
        async with asyncio.timeout(HEARD_SECONDS):
            await asyncio.gather(*self._listening)

    async def _guess(self, i: int, turn: int, wait: float) -> float:
        """Send the guess of student i; at another process if the first does not answer. The time of the first try."""
        await asyncio.sleep(wait)
        begun, data = time.perf_counter(), {"step": 1, "round": turn, "guess": [label(i, turn)]}
        for attempt in range(20):
            address = self.addresses[(i + attempt) % len(self.addresses)]
            try:
                await ask(address, "POST", f"/rooms/{self.code}/guess", data, self.tokens[i])
                return begun
            except GONE:
                self.outcome.tries += 1
                await asyncio.sleep(0.2)
        raise RuntimeError(f"the guess of student {i} was never taken")

    def _address(self, i: int) -> str:
        return self.addresses[i % len(self.addresses)]


def label(i: int, turn: int) -> float:
    """The guess of student i in a round: nobody else's."""
    return round(-3.0 + 0.01 * i, 2) if turn == 1 else round(3.0 - 0.01 * i, 2)


async def hold(servers: list[Server], lesson: Class) -> Outcome:
    """Hold a class of two rounds and a reveal."""
    room = Room([server.url.removeprefix("http://") for server in servers], lesson.students)
    await room.gather()
    killing = asyncio.create_task(_kill(servers[-1], lesson.seconds / 2)) if lesson.kills else None
    await room.round(1, lesson.seconds, room.outcome.spread)
    if killing:
        await killing
    await room.act("freeze")
    await room.turn()
    await room.round(2, 0.0, room.outcome.burst)
    await room.reveal()
    await room.end()
    return room.outcome


async def _kill(server: Server, seconds: float) -> None:
    await asyncio.sleep(seconds)
    server.process.kill()


@contextmanager
def processes(folder: Path, lesson: Class) -> Iterator[list[Server]]:
    """The app processes of a class, with the Redis that they share."""
    before = os.environ.pop("REDIS_URL", None)
    with ExitStack() as stack:
        if lesson.has_redis:
            os.environ["REDIS_URL"] = stack.enter_context(redis_server.running(folder)).url
        folders = [folder / str(number) for number in range(lesson.processes)]
        for each in folders:
            each.mkdir()
        try:
            yield [stack.enter_context(serve(each)) for each in folders]
        finally:
            os.environ.pop("REDIS_URL", None)
            os.environ.update({"REDIS_URL": before} if before else {})


def lines_of(lesson: Class, outcome: Outcome) -> Iterator[Line]:
    """The lines of the table for one class."""
    judged = lesson == CLASSES[0]
    measured = {
        "guess → projector": outcome.spread,
        "all guess at once → projector": outcome.burst,
        "second round → phone": outcome.turn,
        "reveal → phone": outcome.reveal,
    }
    for what, ms in measured.items():
        times = Times(sorted(ms))
        met = times.p95 <= TARGET_MS if judged else None
        target = f"p95 ≤ {TARGET_MS:g} ms" if judged else ""
        told = f"p50 {times.median:.0f}, p95 {times.p95:.0f}, longest {times.ms[-1]:.0f} ms"
        yield Line(f"{lesson.name}: {what}", target, told, met)
    counts = f"{outcome.lost} lost, {outcome.foreign} foreign"
    remark = f"{outcome.messages} messages to the projector, {outcome.tries} guesses sent again"
    yield Line(f"{lesson.name}: guesses", "0 lost, 0 foreign", counts, outcome.lost == outcome.foreign == 0, remark)


def run() -> None:
    """Measure all classes and write `bench/results/rooms.json`."""
    facts, lines, numbers = machine(), [], {}
    for lesson in CLASSES:
        with tempfile.TemporaryDirectory() as folder, processes(Path(folder), lesson) as servers:
            outcome = asyncio.run(hold(servers, lesson))
        lines += lines_of(lesson, outcome)
        numbers[lesson.name] = {name: getattr(outcome, name) for name in Outcome.__dataclass_fields__}
    write("rooms", facts, lines, numbers)
