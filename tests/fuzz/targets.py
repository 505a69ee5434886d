"""The targets: each takes bytes as one of a stranger's inputs, and fails if more comes of them than a clear message."""

import asyncio
import json
import math
from dataclasses import replace
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.types import Message, Scope

from explorer import frames
from explorer.export import document
from explorer.lessons.fields import LessonError
from explorer.lessons.reader import read_lesson
from explorer.lessons.rehearsal import rehearse
from explorer.rooms import limits, routes, service
from explorer.rooms.limits import Asker, Buckets, Codes
from explorer.rooms.memory import MemoryStore
from explorer.scene import permalink, table
from explorer.scene.scene import Scene
from explorer.studies.lessons import walk
from explorer.studies.lessons.other_pages import fields_of, pages
from explorer.studies.room import relay
from explorer.studies.room.fields import FIELDS as ROOM_FIELDS
from explorer.ui import display, settings
from explorer.ui.page import PAGES
from tests.fuzz.draw import NAMES, Bytes, are_brief
from tests.fuzz.forged import component_events


def link(data: bytes) -> None:
    """Read a link: any scene is one that a link can hold, and what was mended is told briefly."""
    query = data.decode("utf-8", errors="replace")
    scene, problems = permalink.decode(query)
    assert permalink.decode(permalink.encode(scene)) == (scene, ())
    are_brief(problems)
    changed, problems = permalink.changed(scene, query)
    assert permalink.decode(permalink.encode(changed)) == (changed, ())
    are_brief(problems)


def settings_in_link(data: bytes) -> None:
    """Read a link as every page does; what is written of its settings reads as the same."""
    pairs = dict(parse_qsl(data.decode("utf-8", errors="replace"), keep_blank_values=True))
    for _, title, _ in PAGES:
        fields = ROOM_FIELDS if title == "Room" else walk.fields() if title == "Lessons" else fields_of(title)
        values = settings.read(fields, pairs)
        changed = {key: value for key, value in values.items() if value != fields[key].default}
        written = dict(parse_qsl(settings.joined("v=3", changed), keep_blank_values=True))
        assert settings.read(fields, written) == values, title
        problems: list[str] = []
        shown = display.read(pairs, permalink.KEYS | fields.keys(), problems)
        assert display.read(shown.pairs, (), []) == shown
        for key in pairs.keys() & fields.keys():
            fields[key].read(key, pairs[key], problems)
        are_brief(problems)


def pasted_table(data: bytes) -> None:
    """Read a table from a file and from the clipboard, and bring its points into the window."""
    for given in (data, data.decode("utf-8", errors="replace")):
        read = table.read_points(given)
        are_brief((*read.problems, *read.notes))
        assert all(math.isfinite(number) for point in read.points for number in point)
        if read.points:
            axes = Scene().x_axis, Scene().y_axis
            table.survey(read.points, axes)
            for placement in (table.keep_inside(read.points, axes), table.rescale(read.points, read.names)):
                are_brief(placement.messages)
                x_axis, y_axis = placement.axes
                scene = replace(Scene(), dataset=placement.dataset, x_axis=x_axis, y_axis=y_axis)
                assert permalink.decode(permalink.encode(scene)) == (scene, ())


def opened_file(data: bytes) -> None:
    """Open a file as a scene that was exported: JSON, CSV, script, notebook or HTML."""
    try:
        origin = document.read_origin(data.decode("utf-8", errors="replace"))
    except ValueError as error:
        _is_clear(error, "hoose another file", "hoose a file")
        return
    if origin is not None:
        link(origin.link.encode("utf-8", errors="replace"))


def lesson_file(data: bytes) -> None:
    """Open a lesson of a person's own and try its steps."""
    try:
        rehearse(read_lesson(data.decode("utf-8", errors="replace"), "own", pages()))
    except LessonError as error:
        _is_clear(error, "own.md")


def frame(data: bytes) -> None:
    """Read a websocket frame; what goes on to the app is JSON that Python can read at any depth of its stack."""
    message = frames.parse(data)
    if message is not None and not frames.fault(message):
        for state in message.rerun_script.widget_states.widgets:
            for text in (state.json_value, state.json_trigger_value):
                assert not text or json.loads(text) is not Ellipsis


def room_requests(data: bytes) -> None:
    """Ask the routes of rooms for anything: each answer is JSON or CSV with a status below 500."""
    draw = Bytes(data)
    generous: dict[str, Any] = {name: Buckets(1e9, 1e9) for name in ("joins", "openings")} | {
        "codes": Codes(Buckets(1e9, 1e9), Buckets(1e9, 1e9))
    }
    with patch.object(service._process, "store", MemoryStore()), patch.multiple(limits, **generous):
        opened = service.open_room({"scene": "v=3", "question": {"answer": "label", "inputs": [0.25]}})
        token = service.join(opened["code"])["token"]
        bearers = ("", token, opened["secret"], "1." + "x" * 22, "²." + "x" * 22, "9" * 64, draw.text())
        codes = (opened["code"], opened["code"].lower(), "ABCDE", "", "%00", "x" * 500, draw.text())
        for _ in range(3):
            body = draw.value(NAMES)
            if draw.number(1) and isinstance(body, dict):
                body |= {"step": 1, "round": 1}
            answer = relay.answer(
                {"path": f"/{draw.one_of(codes)}/{draw.one_of(_WHAT)}", "bearer": draw.one_of(bearers), "body": body},
                Asker(str(draw.number(255))),
            )
            assert 200 <= answer["status"] < 500
            assert len(json.dumps(answer)) < 200_000
            status = _asked(
                draw.one_of(("POST", "GET")), draw.one_of(codes), draw.one_of(_WHAT), draw.one_of(bearers), body
            )
            assert 200 <= status < 500
        assert service.read(opened["code"])[0].joined >= 1


def _asked(method: str, code: str, what: str, bearer: str, body: object) -> int:
    """The status with which the routes answer."""
    content = json.dumps(body).encode()
    path = f"/rooms/{code}/{what}".encode("ascii", errors="replace")[:4000]
    headers = [(b"host", b"ntk"), (b"content-type", b"application/json")]
    headers += [(b"authorization", b"Bearer " + bearer.encode("latin-1", errors="replace"))]
    scope: Scope = {"type": "http", "method": method, "path": path.decode(), "raw_path": path, "http_version": "1.1"}
    scope |= {"query_string": b"after=" + content[:40], "headers": headers, "scheme": "http", "root_path": ""}
    scope |= {"client": ("10.0.0.1", 1), "server": ("ntk", 80)}
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(_ROUTES(scope, receive, send))
    return sent[0]["status"]


def _is_clear(error: Exception, *names: str) -> None:
    """Fail unless a refusal is brief and says what to do, or where the fault is."""
    are_brief([str(error)])
    assert any(name in str(error) for name in names), error


_WHAT = ("join", "state", "guess", "act", "table.csv", "events/x", "")
_ROUTES = Starlette(routes=routes.routes())
TARGETS = (link, settings_in_link, pasted_table, opened_file, lesson_file, frame, room_requests, component_events)
