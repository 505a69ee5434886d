"""The component that shows a room: what Python tells it, and what it tells Python."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explorer.export import qr
from explorer.export.sentence import describe
from explorer.rooms.limits import asker
from explorer.scene.values import quote
from explorer.studies.room import offer, relay
from explorer.studies.room.fields import is_code
from explorer.ui import files, session, settings, shelf, text
from explorer.ui.drawing import Drawing

_KEY = "room"
_ROUTES = "rooms"  # relative to any page
_room = Drawing("ntk_room", "room", "room.js", sheets=("chart/plot.css", "chart/chart.css", "guess/guess.css"))
FILES = (_room.file.name,)


@dataclass
class Replies:
    """The answer to the last request that came through the component."""

    last: dict[str, Any] | None = None


def bring() -> None:
    """Send the component's code with the page if the server has no address for it."""
    _room.bring()


def room() -> None:
    """Draw the form, or the room of the link. What happens in a room comes to the browser without another run."""
    _room(key=_KEY, data=json.dumps(payload()).encode(), on_entered_change=_enter, on_asked_change=_answer)


def payload() -> dict[str, Any]:
    """The component's data as JSON: the room's code with its QR code, or what a room can be opened about."""
    code = settings.get("code")
    return {
        "routes": _ROUTES if files.are_served() else "",
        "code": code,
        "qr": _qr(code) if code else "",
        "offer": _offer(),
        "reply": session.of(Replies).last,
    }


def _qr(code: str) -> str:
    """The QR code of the room's address, "" where the app's own address is not told."""
    address = (st.context.url or "").rstrip("/")
    return qr.svg(f"{address}/room?code={code}") if address else ""


def _offer() -> dict[str, Any]:
    """The offer to open a room, about the lesson step of the link, else the present scene."""
    name, step = settings.get("lesson"), settings.get("step")
    if not name:
        scene = session.current()
        return {"about": text.section("room", "about_scene", scene=describe(scene)), "questions": offer.of_scene(scene)}
    try:
        lesson = shelf.lesson(name)
        questions = offer.of_lesson(name, lesson, step)
    except ValueError:
        return {"about": text.section("room", "no_lesson", asked=quote(name), step=step), "questions": []}
    return {
        "about": text.section("room", "about_lesson", title=lesson.title, step=step),
        "questions": questions,
    }


def _enter() -> None:
    """Take the code of the room that the browser has entered into the link."""
    entered = session.value_of(_KEY, {}).get("entered")
    code = entered.get("code") if isinstance(entered, Mapping) else None
    if isinstance(code, str) and is_code(code):
        settings.put(code=code)


def _answer() -> None:
    """Answer a request of the browser, for which the server has no route."""
    request = session.value_of(_KEY, {}).get("asked")
    if isinstance(request, Mapping) and not files.are_served():
        session.of(Replies).last = relay.answer(request, asker(st.context.ip_address or "", session.get().id))
