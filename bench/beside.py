"""Edits of one session in the playground, alone and while another session of the same server trains networks."""

import asyncio
import tempfile
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection

from bench.classroom.servers import serve
from bench.classroom.students import ANSWER_SECONDS, Student, open_stream
from bench.facts import Times

# Enough training to last longer than the edits, but within the limit of one request.
LINK = "v=1&width=256&nets=64&steps=4000"
BUTTON = "Train 64 of width 256"
EDITS, PAUSE_SECONDS = 150, 0.1
WARM_EDITS = 10


class Trainer:
    """A browser tab on the Training page: it presses the button, then asks for news as often as the page demands."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.socket: ClientConnection
        self.button = self.page_hash = self.fragment = ""
        self.every = 0.0  # seconds between two updates
        self.updates = 0
        self.over = False

    async def arrive(self) -> None:
        """Open the page. Raises RuntimeError if the button is not on it."""
        self.socket = await open_stream(self.address)
        await self._ask()
        if not self.button:
            raise RuntimeError(f"the Training page came without a button '{BUTTON}'")

    async def train(self) -> None:
        """Press the button, then ask for updates until this task is cancelled."""
        await self._ask(press=True)
        while not self.over:
            await asyncio.sleep(self.every)
            await self._ask(fragment=self.fragment)
            self.updates += 1

    async def _ask(self, *, press: bool = False, fragment: str = "") -> None:
        message = BackMsg()
        run = message.rerun_script
        run.query_string, run.page_script_hash, run.fragment_id = LINK, self.page_hash, fragment
        run.page_name = "" if self.page_hash else "training"
        run.is_auto_rerun = bool(fragment)
        run.context_info.url = f"http://{self.address}/training"
        if press:
            pressed = run.widget_states.widgets.add()
            pressed.id, pressed.trigger_value = self.button, True
        await self.socket.send(message.SerializeToString())
        async with asyncio.timeout(4 * ANSWER_SECONDS):
            while self._take(ForwardMsg.FromString(await self.socket.recv(decode=False))):
                pass

    def _take(self, message: ForwardMsg) -> bool:
        """Read one message; False if it ends a run. Raises RuntimeError if the page shows an error."""
        message_type = message.WhichOneof("type")
        if message_type == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif message_type == "auto_rerun":
            self.every, self.fragment = message.auto_rerun.interval, message.auto_rerun.fragment_id
        elif message_type == "delta":
            element = message.delta.new_element
            if element.WhichOneof("type") == "exception":
                raise RuntimeError(f"the page shows: {element.exception}")
            if element.WhichOneof("type") == "button" and element.button.label == BUTTON:
                self.button = element.button.id
            self.over |= element.WhichOneof("type") == "markdown" and element.markdown.body == "Done."
        return message_type != "script_finished"


async def _edits(student: Student, count: int) -> Times:
    """Make `count` edits; milliseconds from edit to answer. Raises RuntimeError if one fails."""
    first = len(student.edits)
    for _ in range(count):
        await student.edit()
        await asyncio.sleep(PAUSE_SECONDS)
    made = student.edits[first:]
    failed = [edit.error for edit in made if edit.error]
    if failed:
        raise RuntimeError(f"{len(failed)} of {count} edits failed, the first with: {failed[0]}")
    return Times(sorted(1e3 * edit.seconds for edit in made))


async def _lesson(address: str) -> dict[str, Times]:
    student, trainer = Student(0, address, 1), Trainer(address)
    await student.arrive()
    await trainer.arrive()
    await _edits(student, WARM_EDITS)
    alone = await _edits(student, EDITS)
    training = asyncio.create_task(trainer.train())
    while trainer.updates < 4:  # then compilation is over
        await asyncio.sleep(0.1)
        if training.done():
            raise RuntimeError("the training did not begin") from training.exception()
    beside = await _edits(student, EDITS)
    if training.done():
        raise RuntimeError("the training was over before the edits were; let LINK ask for more")
    training.cancel()
    await trainer.socket.close()
    await student.leave()
    return {"alone": alone, "beside": beside}


def measure() -> dict[str, Times]:
    """Times from edit to answer over a websocket, in ms: "alone", and "beside" a training that is being watched."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder), 1, "server.py") as server:
        return asyncio.run(_lesson(server.address))
