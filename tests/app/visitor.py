"""One person with one browser session, without the browser: what the pages hold, and what the chart would send."""

import base64
import json
import math
import re
import struct
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path
from unittest.mock import patch
from urllib.parse import parse_qsl

import numpy as np
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest

from explorer.scene import permalink

ROOT = Path(__file__).resolve().parents[2]
GUIDE = "pages/guide.py"
PLAYGROUND = "app.py"
SECONDS = 120
# A server has one; AppTest would look through all installed packages for each visitor.
COMPONENTS = BidiComponentManager()


def plain(text):
    """Markdown without the links to explanations of its terms, each space an ordinary space."""
    return re.sub(r"\[([^\]]*)\]\(#term-\w+\)", r"\1", text).replace("\u00a0", " ")


def finished(visitor, task):
    """Wait for the job, then look again, as the fragment does."""
    job = visitor.session.jobs.latest[task]
    deadline = time.monotonic() + SECONDS
    while not job.over:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    visitor.app.run()
    visitor.check()
    return job


class Visitor:
    """Opens a page with a link; afterwards `app` is its AppTest."""

    def __init__(self, query="", page=PLAYGROUND, states=None):
        self.app = AppTest.from_file(ROOT / PLAYGROUND, default_timeout=SECONDS)
        self.app._bidi_component_manager = COMPONENTS
        self.app.query_params = dict(parse_qsl(query, keep_blank_values=True))
        if page != PLAYGROUND:
            self.app.switch_page(page)
        self.app._run(states)  # `states` are the widgets' of a page that an earlier session has left
        self.check()

    def go(self, page):
        """To another page, with the session."""
        self.app.switch_page(page).run()
        self.check()

    def check(self):
        """No page may end in an exception."""
        assert not self.app.exception, self.app.exception

    def component(self, name):
        """What was last sent to one of our browser components."""
        return next(e.proto for e in self.app.get("bidi_component") if e.proto.component_name == name)

    @property
    def figures(self):
        """What each figure on the page draws, as the browser reads it."""
        sent = [e.proto for e in self.app.get("bidi_component") if e.proto.component_name == "ntk_plot"]
        return [json.loads(proto.bytes)["figure"] for proto in sent]

    @property
    def session(self):
        """The person's session."""
        return self.app.session_state["session"]

    @property
    def scene(self):
        return self.session.scene

    @property
    def chart(self):
        """The chart's data, as the browser reads them."""
        return json.loads(self.component("ntk_chart").bytes)

    @property
    def link(self):
        """The query string that stands in the address bar."""
        return json.loads(self.component("ntk_permalink").json)["query"]

    @property
    def toasts(self):
        return [toast.value for toast in self.app.toast]

    @property
    def inputs(self):
        """All controls that the page shows."""
        return [*controls_in(self, self.app.sidebar), *controls_in(self, self.app.main)]

    @property
    def controls(self):
        """The sidebar's controls by the field of the scene that each one sets."""
        return {control.name: control for control in controls_in(self, self.app.sidebar)}

    def setting(self, name):
        """The control of a setting, or of a field of the scene, that stands in the page itself."""
        return next(control for control in controls_in(self, self.app.main) if control.name == name)

    def set(self, name, value):
        """Move one control of the sidebar."""
        self.controls[name].move(value)

    def press(self, label):
        """Press the button with this label."""
        for control in self.inputs:
            if control.label == label:
                control.move((control.value + 1) % control.sent["end"])
                return
        next(button for button in self.app.button if button.label == label).click().run()
        self.check()

    def send(self, *events, session=None):
        """The chart's message with these events, answered by a run of the whole page."""
        self.app._run(self._message({"session": session or self.chart["session"], "list": events}))
        self.check()

    def send_raw(self, message):
        """Whatever a browser may have put in place of a message."""
        self.app._run(self._message(message))
        self.check()

    def send_to_fragment(self, *events):
        """The same message, answered as the server does it: by a run of the fragment that holds the chart alone."""
        fragments = list(self.app._fragment_storage._fragments)
        message = self._message({"session": self.chart["session"], "list": events})
        as_fragment = partial(RerunData, fragment_id_queue=fragments)
        with patch("streamlit.testing.v1.local_script_runner.RerunData", as_fragment):
            self.app._run(message)
        self.check()

    def edit_table(self, **edits):
        """Rows changed, added or deleted in the table of points, in the form in which its editor sends them."""
        states = self._widgets()
        state = states.widgets.add()
        state.id = self.app.dataframe[0].proto.id
        state.string_value = json.dumps({"edited_rows": {}, "added_rows": [], "deleted_rows": []} | edits)
        self.app._run(states)
        self.check()

    def _widgets(self) -> WidgetStates:
        return self.app._tree.get_widget_states()

    def answer(self, control, value):
        """Whatever a browser sends as the value of the component with this control."""
        self.app._run(self._with(control.proto, value))
        self.check()

    def _message(self, message):
        return self._with(self.component("ntk_chart"), {"events": message})

    def _with(self, component, value):
        """The states of all widgets, with `value` as that of the component."""
        states = self._widgets()
        state = states.widgets.add()
        state.id = component.id
        state.json_value = json.dumps(value)
        return states


class Control:
    """One of the controls that our component draws, as the browser reads it."""

    def __init__(self, visitor, proto, data, sent):
        self.visitor, self.proto, self.data, self.sent = visitor, proto, data, sent
        self.name, self.label, self.type = sent["name"], sent["label"], sent["type"]
        self.limits = (sent.get("low"), math.inf if sent.get("high", 0) is None else sent.get("high"))
        self.options = [option["text"] for option in sent.get("options") or sent.get("stops") or ()]

    @property
    def value(self):
        value = self.sent["value"]
        return math.inf if value is None and self.type == "slider" else value

    def move(self, value):
        """Bring the control to rest at `value`; the server answers."""
        values = {self.name: None if value == math.inf else value}
        sent = {"session": self.data["session"], "list": [{"seq": self.data["seq"] + 1, "values": values}]}
        self.visitor.answer(self, {"events": sent})


def numbers_in(packed):
    """The numbers of a trace, which are packed where they are many."""
    return np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"]) if isinstance(packed, dict) else packed


def controls_in(visitor, block):
    """The controls that a part of the page shows."""
    shown = []
    for element in block.get("bidi_component"):
        if element.proto.component_name == "ntk_controls":
            data = json.loads(element.proto.bytes)
            values = {sent["name"]: sent["value"] for sent in data["controls"]}
            for sent in data["controls"]:
                if all(values[name] == value for name, value in sent["when"].items()):
                    shown.append(Control(visitor, element.proto, data, sent))
    return shown


def edit(seq, scene, **fields):
    """The chart's event for: now it holds `scene` with these fields replaced."""
    return {
        "seq": seq,
        "type": "edit",
        "points": [list(point) for point in zip(scene.dataset.x, scene.dataset.y, strict=True)],
        "candidates": [{"name": c.name, "points": list(zip(c.x, c.y, strict=True))} for c in scene.candidates],
        "slice_x": scene.slice_x,
    } | fields


def assert_shows(visitor, scene):
    """The session, the chart and the link all hold `scene`, and so do the controls of the playground."""
    assert visitor.scene == scene
    assert visitor.link == permalink.encode(scene)
    chart = visitor.chart
    assert chart["points"] == [list(point) for point in zip(scene.dataset.x, scene.dataset.y, strict=True)]
    assert chart["candidates"] == [
        {"name": c.name, "points": [list(point) for point in zip(c.x, c.y, strict=True)]} for c in scene.candidates
    ]
    assert (chart["slice_x"], chart["noise_std"]) == (scene.slice_x, scene.noise_std)
    assert chart["controls_seq"] == next(iter(visitor.controls.values())).data["seq"]
    # The browser draws samples with the noise that it has; its first number is the seed.
    assert struct.unpack_from("<I", visitor.component("ntk_noise").bytes) == (chart["seed"],) == (scene.seed,)
    network = scene.architecture
    assert chart["network"] == asdict(network)
    shown = {name: visitor.controls[name].value for name in ("activation", "hidden_layers", "weight_std", "bias_std")}
    assert shown == {name: getattr(network, name) for name in shown}
    assert visitor.controls["prior"].value == scene.prior
    assert visitor.controls["noise_std"].value == scene.noise_std
    times = [control.value for name, control in visitor.controls.items() if name == "time"]
    assert times == ([scene.time] if scene.prior == "ensemble" else [])
