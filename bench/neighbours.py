"""How long an honest person's edits take while others on the same process flood it: two sessions that never wait."""

import asyncio
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.classroom.servers import serve
from bench.classroom.students import Edit, Student, event_of, next_scene
from bench.facts import Line, Times, machine, write

EDITS = 60
RATE = 2.5  # edits of the honest person in a second
HOSTILE = 2
TARGET = 2.0


class Flood(Student):
    """A session that sends one message after the other, each with many edits, and never waits for an answer."""

    sent = 0

    async def pour(self, events: int) -> None:
        """Send until cancelled, as fast as the connection takes it; read what comes and forget it."""
        drain = asyncio.create_task(self._drain())
        made = []
        for _ in range(events):
            self.scene = next_scene(self.scene, self.random)
            made.append(event_of(Edit(self.scene, 0)))
        newest = time.time_ns() // 1000
        try:
            while True:
                edits = [edit | {"seq": newest + number} for number, edit in enumerate(made)]
                newest += len(made)
                state = WidgetState(id=self.chart_id)
                state.json_value = json.dumps({"events": {"session": self.chart["session"], "list": edits}})
                await self._send(state, fragment=self.fragment_id)
                self.sent += 1
                await asyncio.sleep(0)
        finally:
            drain.cancel()

    async def _drain(self) -> None:
        async for _ in self.socket:
            pass


async def edits_of(person: Student) -> Times:
    """The milliseconds of the person's edits."""
    before = len(person.edits)
    await person.attend(RATE, time.perf_counter() + EDITS / RATE)
    made = person.edits[before:]
    wrong = [edit.error for edit in made if edit.error]
    if wrong:
        raise RuntimeError(f"an edit was lost: {wrong[0]}")
    return Times(sorted(edit.seconds * 1000 for edit in made))


async def measure(address: str, events: int) -> tuple[Times, Times, list[int]]:
    """An honest person's edits alone, and while others flood the process; how many messages those got rid of."""
    person = Student(0, address, 1)
    await person.arrive()
    for _ in range(5):
        await person.edit()
    alone = await edits_of(person)
    with flooding(address, events) as pipe:
        beside = await edits_of(person)
        pipe.send("stop")
        sent = await asyncio.to_thread(pipe.recv)
    return alone, beside, sent


@contextmanager
def flooding(address: str, events: int) -> Iterator[Connection]:
    """Flood from a process of its own: the time that the flood takes to write messages is not the server's."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_flood, args=(address, events, theirs), daemon=True)
    process.start()
    try:
        ours.recv()  # all have arrived
        time.sleep(2.0)
        yield ours
    finally:
        process.terminate()
        process.join()


def _flood(address: str, events: int, pipe: Connection) -> None:
    os.nice(10)  # elsewhere in the world it would not take the server's processor
    asyncio.run(_pour(address, events, pipe))


async def _pour(address: str, events: int, pipe: Connection) -> None:
    floods = [Flood(number + 1, address, 1) for number in range(HOSTILE)]
    for flood in floods:
        await flood.arrive()
    tasks = [asyncio.create_task(flood.pour(events)) for flood in floods]
    pipe.send("all have arrived")
    await asyncio.to_thread(pipe.recv)
    pipe.send([flood.sent for flood in floods])
    await asyncio.wait(tasks)


def run() -> None:
    """Measure with one edit in each message of the flood, and with as many as the server reads."""
    facts, lines, numbers = machine(), [], {}
    for events in (1, 64):
        with tempfile.TemporaryDirectory() as folder, serve(Path(folder), 1) as server:
            alone, beside, sent = asyncio.run(measure(server.address, events))
        worst = max(beside.median / alone.median, beside.p95 / alone.p95)
        name = f"{HOSTILE} sessions that never wait, {events} edits a message: an honest person's edit, against alone"
        measured = f"median {beside.median:.0f} of {alone.median:.0f} ms, p95 {beside.p95:.0f} of {alone.p95:.0f} ms"
        lines.append(Line(name, f"≤ {TARGET:g}×", measured, worst <= TARGET, f"they sent {sent} messages"))
        numbers[str(events)] = {"alone": alone.ms, "beside": beside.ms, "mean": statistics.mean(beside.ms)}
    write("neighbours", facts, lines, numbers)
