"""Visitors of any page: websocket sessions that open links, turn controls, press buttons and follow the progress."""

import asyncio
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection

from bench.classroom.students import ANSWER_SECONDS, FAILURES, FINISHED, open_stream
from explorer.ui import inputs

_CONTROLS = "ntk_controls"
_STARTS = ":material/play_arrow:"  # the icon of buttons that start a long computation


@dataclass(slots=True)
class Shown:
    """One of our components on the page: its id, the fragment that holds it, and what it was told last."""

    id: str
    fragment: str
    data: dict[str, Any]


class Visitor:
    """One browser tab at `address` ('host:port')."""

    def __init__(self, address: str, seed: str) -> None:
        self.address, self.random = address, random.Random(seed)
        self.seconds: list[tuple[float, float]] = []  # of actions: when it was done, and how long its answer took
        self.errors: list[str] = []
        self.path = self.query = self.page = ""  # the page as the server names it
        self.controls: dict[str, Shown] = {}
        self.starts: dict[str, str] = {}  # buttons of long computations: id, fragment
        self.widgets: dict[str, WidgetState] = {}
        self.repeats: dict[str, float] = {}  # fragments that run again by themselves: id, seconds
        self.socket: ClientConnection

    async def open(self, link: str) -> None:
        """Open a link, as '/prior?show=kernels', in a new session. Raises FAILURES."""
        self.path, _, self.query = link.partition("?")
        self.socket = await open_stream(self.address)
        await self._answered(WidgetState(), "")

    async def go(self, link: str) -> None:
        """Go to another page in the same session."""
        self.path, _, self.query = link.partition("?")
        self.page = ""
        await self._answered(WidgetState(), "")

    async def turn(self) -> None:
        """Turn a control of the page, chosen at random, to another value; nothing if there is none."""
        choices = [(shown, each) for shown in self.controls.values() for each in shown.data["controls"]]
        self.random.shuffle(choices)
        for shown, control in choices:
            value = self._another(control)
            if value is not None:
                event = {"seq": max(shown.data["seq"] + 1, time.time_ns() // 1000), "values": {control["name"]: value}}
                state = WidgetState(id=shown.id)
                state.json_value = json.dumps({"events": {"session": shown.data["session"], "list": [event]}})
                await self._answered(state, shown.fragment)
                return

    async def start(self) -> None:
        """Start a long computation of the page, if there is one."""
        if self.starts:
            button, fragment = self.random.choice(sorted(self.starts.items()))
            state = WidgetState(id=button)
            state.trigger_value = True
            await self._answered(state, fragment)

    async def rest(self, seconds: float) -> None:
        """Read for some time; fragments that show progress run again meanwhile, as in a browser."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            wait = min([left, *self.repeats.values()])
            await asyncio.sleep(wait)
            for fragment in tuple(self.repeats):
                await self._answered(WidgetState(), fragment, repeats=True)

    async def leave(self) -> None:
        """Close the tab."""
        with suppress(*FAILURES):
            await self.socket.close()

    def _another(self, control: dict[str, Any]) -> Any:
        if control["type"] == inputs.SLIDER and not control.get("stops"):
            low, high, step = control["low"], control["high"], control["step"]
            if high is None:  # endless
                return None
            value = low + step * self.random.randint(0, round((high - low) / step))
            return int(value) if control["whole"] else round(min(high, value), control["decimals"])
        if control["type"] in (inputs.SELECT, inputs.SEGMENTS):
            return self.random.choice(control["options"])["value"]
        return None

    async def _answered(self, state: WidgetState, fragment: str, *, repeats: bool = False) -> None:
        """Send a message and read its answer to the end; note the seconds. Raises FAILURES."""
        start = time.perf_counter()
        async with asyncio.timeout(4 * ANSWER_SECONDS):
            await self._send(state, fragment, repeats)
            await self._read_until_finished()
        if not repeats:
            self.seconds.append((time.time(), time.perf_counter() - start))

    async def _send(self, state: WidgetState, fragment: str, repeats: bool) -> None:
        message = BackMsg()
        run = message.rerun_script
        run.query_string, run.fragment_id, run.is_auto_rerun = self.query, fragment, repeats
        run.page_script_hash, run.page_name = self.page, "" if self.page else self.path.strip("/")
        run.context_info.url = f"http://{self.address}{self.path}"
        sent = dict(self.widgets)
        if state.id:
            sent[state.id] = state
            if not state.HasField("trigger_value"):
                self.widgets[state.id] = state
        run.widget_states.widgets.extend(sent.values())
        await self.socket.send(message.SerializeToString())

    async def _read_until_finished(self) -> None:
        while True:
            message = ForwardMsg.FromString(await self.socket.recv(decode=False))
            sort = message.WhichOneof("type")
            if sort == "script_finished" and message.script_finished in FINISHED:
                return
            if sort == "navigation":  # the whole page runs, which a fragment may have asked for
                self.page = message.navigation.page_script_hash
                self.controls, self.starts, self.repeats = {}, {}, {}
            elif sort == "auto_rerun":
                self.repeats[message.auto_rerun.fragment_id] = message.auto_rerun.interval
            elif sort == "stop_auto_rerun":
                for each in message.stop_auto_rerun.fragment_ids:
                    self.repeats.pop(each, None)
            elif sort == "delta":
                self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        element, fragment = message.delta.new_element, message.delta.fragment_id
        sort = element.WhichOneof("type")
        if sort == "exception":
            self.errors.append(f"{self.path}?{self.query}: {element.exception.type}: {element.exception.message}")
        elif sort == "button" and element.button.icon == _STARTS and not element.button.disabled:
            self.starts[element.button.id] = fragment
        elif sort == "bidi_component" and element.bidi_component.component_name == _CONTROLS:
            data = json.loads(element.bidi_component.bytes)
            self.controls[element.bidi_component.id] = Shown(element.bidi_component.id, fragment, data)
