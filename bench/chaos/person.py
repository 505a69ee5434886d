"""Somebody with the playground open while something fails: edits, waits, and connects again as a browser does."""

import asyncio
import json
import math
import time
import urllib.request
from contextlib import suppress

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.classroom.checks import is_for_scene
from bench.classroom.students import FAILURES, Edit, Student, event_of, next_scene, open_stream

GIVE_UP = 120.0  # seconds after which an edit counts as lost
# As assets/connection/slowness.js: the page asks whether the server is there, and leaves one that answers too late.
SLOW_AFTER, PROBE, ANSWER = 3.0, 2.0, 1.0
GIVES_IN = 20.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 4.0  # of Streamlit's page between two tries to connect, at most


class Person(Student):
    """A browser tab whose scene is in its link, and whose newest edit is kept until it is answered.

    `waits` has, for each edit, when it was made and the seconds until its answer; `breaks` the times at which the
    stream was lost; `returns` what the page showed when it was back. What it should have shown is computed at the end:
    while somebody waits, nobody may have to wait for that.
    """

    def __init__(self, number: int, address: str, networks: int = 4) -> None:
        super().__init__(number, address, networks)
        self.waits: list[tuple[float, float]] = []
        self.breaks: list[float] = []
        self.returns: list[Edit] = []
        self.process = ""  # that holds the stream
        self.lost_edits = 0

    @property
    def seat(self) -> str:
        """The cookie by which nginx chooses the process."""
        return next((cookie.value or "" for cookie in self.jar if cookie.name == "seat"), "")

    async def arrive(self) -> None:
        """Open the page, or connect again with the session that one had. Raises FAILURES."""
        start = time.perf_counter()
        self.socket = await open_stream(self.address, self.jar, self.session)
        self.widgets.clear()
        try:
            await self._send(WidgetState(), fragment="")
            async with asyncio.timeout(GIVES_IN):
                await self._read_until_finished()
        except FAILURES:
            self.socket.transport.abort()
            raise
        if not self.chart_id or not self.fragment_id:
            raise RuntimeError("the page came without a chart in a fragment")
        self.arrival = self.arrival or time.perf_counter() - start

    async def live(self, rate: float, until: asyncio.Event) -> None:
        """Edit at `rate` edits per second, and connect again whenever the stream is lost, until told to stop."""
        while not until.is_set():
            pause = self.random.uniform(0.5, 1.5) / rate
            with suppress(TimeoutError):
                await asyncio.wait_for(self.socket.wait_closed(), pause)
                await self.come_back()
                continue
            await self.make_edit()

    async def rest(self, seconds: float) -> None:
        """Do nothing but connect again if the stream is lost."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.socket.wait_closed(), left)
                await self.come_back()

    async def come_back(self) -> None:
        """Connect again, with growing pauses of which a random half is waited, as Streamlit's page does."""
        lost = time.perf_counter()
        self.breaks.append(lost)
        self.socket.transport.abort()
        pause = 0.0
        while True:
            await asyncio.sleep(pause * self.random.uniform(0.5, 1.0))
            try:
                await self.arrive()
                break
            except FAILURES as error:
                if time.perf_counter() - lost > GIVE_UP:
                    raise RuntimeError(f"nobody answers: {error}") from error
                pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, 2 * pause))
        self.returns.append(Edit(self.scene, 0, answer=self.chart))
        self.waits.append((lost, time.perf_counter() - lost))

    async def make_edit(self) -> None:
        """Make one edit and keep it, over as many connections as it takes, until its answer is there."""
        edit = Edit(next_scene(self.scene, self.random), seq=time.time_ns() // 1000)
        self.edits.append(edit)
        start = time.perf_counter()
        while time.perf_counter() - start < GIVE_UP:
            try:
                await self._ask(edit)
            except FAILURES:
                await self.come_back()
                continue
            edit.seconds, edit.answer = time.perf_counter() - start, self.chart
            self.waits.append((start, edit.seconds))
            self.lost_edits += not _shows(edit)
            self.scene = edit.scene
            return
        self.lost_edits += 1

    async def _ask(self, edit: Edit) -> None:
        """Send the edit and wait for its answer. Raises FAILURES if the stream breaks or the server is too late."""
        end = time.perf_counter() + GIVE_UP
        state = WidgetState(id=self.chart_id)
        state.json_value = json.dumps({"events": {"session": self.chart["session"], "list": [event_of(edit)]}})
        await self._send(state, fragment=self.fragment_id)
        answer = asyncio.create_task(self._read_until(edit.seq))
        try:
            while not (await asyncio.wait([answer], timeout=SLOW_AFTER))[0]:
                if time.perf_counter() > end:
                    raise RuntimeError("the server is there, and the edit was never answered")
                if await self._is_late() and not (await asyncio.wait([answer], timeout=ANSWER))[0]:
                    raise TimeoutError("the server answers others, but not this page")
            await answer
        finally:
            answer.cancel()
            with suppress(asyncio.CancelledError, *FAILURES):
                await answer

    async def _read_until(self, seq: int) -> None:
        while self.chart.get("seq", 0) != seq:
            await self._read_until_finished()

    async def _is_late(self) -> bool:
        """Ask who is there; True if somebody is in the end, and that took long or is another process."""
        start = time.perf_counter()
        there = await asyncio.to_thread(self._who_is_there)
        return bool(there) and (there != self.process or time.perf_counter() - start > PROBE)

    def _who_is_there(self) -> str:
        handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar))
        try:
            with urllib.request.build_opener(*handlers).open(
                f"http://{self.address}/_stcore/health", timeout=GIVES_IN
            ) as answer:
                return answer.headers["X-Process"]
        except OSError:
            return ""

    def _take(self, message: ForwardMsg) -> bool:
        shown = message.delta.new_element.bidi_component
        if shown.component_name.startswith("ntk_connection"):
            self.process = json.loads(shown.json)["process"]
        return super()._take(message)

    def lost_scenes(self) -> int:
        """Count the returns, and the state now, that do not show the scene with the numbers that ntkcore computes."""
        shown = (*self.returns, Edit(self.scene, 0, answer=self.chart))
        return sum(not is_for_scene(each) for each in shown)

    def slowest(self, begin: float, end: float = math.inf) -> float:
        """The longest wait, in seconds, of what began or was still waiting at `begin`, counted from then on."""
        waits = [at + seconds - max(at, begin) for at, seconds in self.waits if at < end and at + seconds > begin]
        return max(waits, default=0.0)


def _shows(edit: Edit) -> bool:
    """Whether the answer has the points of the edit; the numbers are checked at the end."""
    data = edit.scene.dataset
    return edit.answer is not None and edit.answer["points"] == [list(p) for p in zip(data.x, data.y, strict=True)]
