"""Students of the classroom benchmark: websocket sessions that make edits and record the answers."""

import asyncio
import json
import random
import re
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from explorer.scene import permalink
from explorer.scene.limits import ACTIVATIONS
from explorer.scene.scene import Candidate, Dataset, Scene
from explorer.scene.window import snap
from ntkcore.architecture import Architecture
from ntkcore.choices import Distribution

ANSWER_SECONDS = 30.0
PROBES = ("/_stcore/health", "/_stcore/host-config")
FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
XSRF_COOKIE = "_streamlit_xsrf"
FAILURES = (WebSocketException, OSError, TimeoutError, RuntimeError, ValueError)


@dataclass(slots=True)
class Edit:
    """One edit: the scene that it made, the chart's answer (parsed JSON) or what went wrong, and seconds until it."""

    scene: Scene
    seq: int
    seconds: float = 0.0
    answer: dict[str, Any] | None = None
    error: str = ""


class Student:
    """One browser tab, with its own session and its own scene."""

    def __init__(self, number: int, address: str, networks: int) -> None:
        """`address` is 'host:port'; the class uses `networks` different architectures between them."""
        self.random = random.Random(f"student {number}")
        self.address = address
        self.scene = first_scene(self.random, number % networks)
        self.edits: list[Edit] = []
        self.arrival = 0.0  # seconds from the first request to the first complete picture
        self.widgets: dict[str, WidgetState] = {}
        self.chart: dict[str, Any] = {}
        self.chart_id = self.fragment_id = self.page_hash = self.session = ""
        self.jar = CookieJar()  # of the browser; tabs that share it are tabs of one
        self.socket: ClientConnection

    async def arrive(self) -> None:
        """Open the page as a browser does: its document, then the stream, then the first picture. Raises FAILURES."""
        start = time.perf_counter()
        self.socket = await open_stream(self.address, self.jar)
        await self._send(WidgetState(), fragment="")
        async with asyncio.timeout(ANSWER_SECONDS * 4):
            await self._read_until_finished()
        if not self.chart_id or not self.fragment_id:
            raise RuntimeError("the page came without a chart in a fragment")
        self.arrival = time.perf_counter() - start

    async def attend(self, rate: float, end: float) -> None:
        """Edit at `rate` edits per second, with jitter, until the time `end` of time.perf_counter."""
        due = time.perf_counter() + self.random.uniform(0.0, 1.0 / rate)
        while due < end:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await self.edit()
            due += self.random.uniform(0.5, 1.5) / rate

    async def edit(self) -> None:
        """Make one edit, wait for its answer, and record the answer or the error."""
        edit = Edit(next_scene(self.scene, self.random), seq=time.time_ns() // 1000)
        self.edits.append(edit)
        state = WidgetState(id=self.chart_id)
        state.json_value = json.dumps({"events": {"session": self.chart["session"], "list": [event_of(edit)]}})
        start = time.perf_counter()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._send(state, fragment=self.fragment_id)
                answered = await self._read_until_finished()
        except FAILURES as error:
            edit.error = f"{type(error).__name__}: {error}"
            return
        edit.seconds = answered - start
        self.scene = edit.scene
        edit.answer = self.chart
        if self.chart["seq"] != edit.seq:
            edit.error = "the run finished without an answer to the edit"

    async def leave(self) -> None:
        """Close the tab."""
        await self.socket.close()

    async def _send(self, state: WidgetState, fragment: str) -> None:
        """Request a run with the state of all widgets, as the browser does with each edit."""
        message = BackMsg()
        message.rerun_script.query_string = permalink.encode(self.scene)
        message.rerun_script.page_script_hash = self.page_hash
        message.rerun_script.fragment_id = fragment
        message.rerun_script.context_info.url = f"http://{self.address}/"
        if state.id:
            self.widgets[state.id] = state
            message.rerun_script.widget_states.widgets.extend(self.widgets.values())
        await self.socket.send(message.SerializeToString())

    async def _read_until_finished(self) -> float:
        """Read one run to its end; the time when the chart arrived, or when the run ended without one."""
        arrived = 0.0
        while True:
            data = await self.socket.recv(decode=False)
            now = time.perf_counter()
            message = ForwardMsg.FromString(data)
            message_type = message.WhichOneof("type")
            if message_type == "script_finished" and message.script_finished in FINISHED:
                return arrived or now
            if message_type == "new_session":
                self.page_hash = message.new_session.page_script_hash
                self.session = message.new_session.initialize.session_id  # a browser that comes back names it
            elif message_type == "delta" and self._take(message):
                arrived = now

    def _take(self, message: ForwardMsg) -> bool:
        """Record the state in an element; True if it is the chart. Raises RuntimeError if the page shows an error."""
        element = message.delta.new_element
        element_type = element.WhichOneof("type")
        if element_type in ("exception", "toast"):
            raise RuntimeError(f"the page shows: {getattr(element, element_type)}")
        if element_type != "bidi_component" or element.bidi_component.component_name != "ntk_chart":
            return False
        self.chart_id, self.fragment_id = element.bidi_component.id, message.delta.fragment_id
        self.chart = json.loads(element.bidi_component.bytes)
        return True


async def open_stream(address: str, jar: CookieJar | None = None, session: str = "") -> ClientConnection:
    """Open a session's websocket as a browser does, after its document. Raises FAILURES.

    A browser that comes back has the cookies in `jar`, names its `session`, and asks for no document.
    """
    jar, paths = (CookieJar(), ("/", *PROBES)) if jar is None else (jar, PROBES if session else ("/", *PROBES))
    cookies = await asyncio.to_thread(_cookies, address, jar, paths)
    protocols = ["streamlit", cookies.get(XSRF_COOKIE, "none"), *filter(None, [session])]
    return await connect(
        f"ws://{address}/_stcore/stream",
        origin=f"http://{address}",  # type: ignore[arg-type]
        subprotocols=protocols,  # type: ignore[arg-type]
        additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
        max_size=None,
        ping_interval=None,  # browsers send none
        open_timeout=ANSWER_SECONDS,
    )


def _cookies(address: str, jar: CookieJar, paths: Sequence[str]) -> dict[str, str]:
    """Fetch what a browser fetches before it opens the stream; the cookies that it then has."""
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
    for path in paths:
        with browser.open(f"http://{address}{path}", timeout=ANSWER_SECONDS) as answer:
            answer.read()
    return {cookie.name: re.sub(r'^"|"$', "", cookie.value or "") for cookie in jar}


def event_of(edit: Edit) -> dict[str, Any]:
    """The chart's message for `edit`."""
    scene = edit.scene
    return {
        "seq": edit.seq,
        "type": "edit",
        "points": list(zip(scene.dataset.x, scene.dataset.y, strict=True)),
        "candidates": [{"name": c.name, "points": list(zip(c.x, c.y, strict=True))} for c in scene.candidates],
        "slice_x": scene.slice_x,
    }


def first_scene(rng: random.Random, network: int) -> Scene:
    """A random scene: 3 to 20 points, one to four labels to ask about, and network number `network` of the class."""
    activation, depth = ACTIVATIONS[network % len(ACTIVATIONS)], 1 + network // len(ACTIVATIONS)
    count = rng.randint(3, 20)
    x = tuple(snap(value / 100) for value in rng.sample(range(-150, 151), count))
    return Scene(
        Architecture(activation, 1 + (depth - 1) % 32),
        Dataset(x, tuple(snap(rng.uniform(-1.5, 1.5)) for _ in x)),
        tuple(Candidate(name, (0.25,), (snap(rng.uniform(-1.0, 1.0)),)) for name in "ABCD"[: rng.randint(1, 4)]),
        rng.choice(list(Distribution)),
        rng.choice((0.0, 0.05, 0.2)),
        seed=rng.randrange(1000),
    )


def next_scene(scene: Scene, rng: random.Random) -> Scene:
    """The scene after one more edit: a point moved (half of all edits), added or removed, or a label moved."""
    x, y = list(scene.dataset.x), list(scene.dataset.y)
    index, chance = rng.randrange(max(1, len(x))), rng.random()
    if chance < 0.15 or not x:
        x, y = [*x, snap(rng.uniform(-1.5, 1.5))], [*y, snap(rng.uniform(-1.5, 1.5))]
    elif chance < 0.30 and len(x) > 3:
        del x[index], y[index]
    elif chance < 0.80:
        x[index] = snap(min(max(x[index] + rng.uniform(-0.3, 0.3), -1.5), 1.5))
        y[index] = snap(rng.uniform(-1.5, 1.5))
    else:
        moved = tuple(Candidate(c.name, c.x, (snap(rng.uniform(-1.0, 1.0)),)) for c in scene.candidates[:1])
        return replace(scene, candidates=moved + scene.candidates[1:])
    return replace(scene, dataset=Dataset(tuple(x), tuple(y)))
