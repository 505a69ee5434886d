"""A scripted browser tab that goes from page to page and presses buttons."""

import time
from typing import Any, NamedTuple

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from bench.classroom.servers import usage
from bench.classroom.students import Student
from explorer.scene import permalink


class Target(NamedTuple):
    """The app: its address behind nginx, and the id of its process."""

    address: str
    pid: int

    @property
    def cpu(self) -> float:
        """Processor seconds that the process has used, to the nanosecond."""
        return time.clock_gettime((~self.pid << 3) | 2)  # the clock of that process, on Linux

    @property
    def mib(self) -> float:
        """The memory of the process in MiB."""
        return usage(self.pid).rss


class Tab(Student):
    """A tab; `buttons` are those of its page by their labels, and `progress` is what the page says of a computation."""

    def __init__(self, number: int, address: str) -> None:
        super().__init__(number, address, 1)
        self.buttons: dict[str, tuple[str, str]] = {}  # id and fragment
        self.progress = self.page = ""

    async def go(self, page: str, query: str = "") -> None:
        """Open a page by its address, as a press in the menu does; '' is the Playground. Raises FAILURES."""
        self.buttons, self.widgets = {}, {}
        self.page, self.page_hash = page, ""
        message = self._message(query)
        await self.socket.send(message.SerializeToString())
        await self._read_until_finished()

    async def press(self, label: str) -> None:
        """Press the button whose label begins so, and wait for the answer. Raises StopIteration if there is none."""
        button, fragment = next(ids for name, ids in self.buttons.items() if name.startswith(label))
        message = self._message()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.append(WidgetState(id=button, trigger_value=True))
        await self.socket.send(message.SerializeToString())
        await self._read_until_finished()

    async def look(self) -> None:
        """Run the page again, as it does by itself while something is computed."""
        await self.socket.send(self._message().SerializeToString())
        await self._read_until_finished()

    def _message(self, query: str = "") -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = query or permalink.encode(self.scene)
        message.rerun_script.page_name = self.page
        message.rerun_script.context_info.url = f"http://{self.address}/"
        return message

    def _take(self, message: ForwardMsg) -> bool:
        element: Any = message.delta.new_element
        match element.WhichOneof("type"):
            case "button":
                self.buttons[element.button.label] = element.button.id, message.delta.fragment_id
            case "progress":
                self.progress = element.progress.text
            case "markdown" if element.markdown.body in ("Done.",):
                self.progress = element.markdown.body
            case "toast":
                self.progress = element.toast.body
                return False
        return super()._take(message)
