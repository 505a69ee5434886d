"""The target of component events: what a browser may claim that the components of a page have sent."""

from contextlib import suppress
from unittest.mock import patch
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.util import AttributeDictionary

from explorer.lessons.question import Question
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.studies.images.sections import editor
from explorer.studies.lessons import walk
from explorer.ui import asking, chart, controls, events, inputs, session, settings, shelf
from tests.fuzz.draw import NAMES, Bytes, are_brief

_QUESTION = Question(text="?", answer="label", inputs=(0.25,))


def component_events(data: bytes) -> None:
    """Apply what a browser may claim that the components of all pages have sent: the session stays whole."""
    draw = Bytes(data)
    with patch.object(st, "session_state", AttributeDictionary()):
        session.restore({})
        now = session.get()
        other = AttributeDictionary(session=session.Session(Scene()))
        settings.restore("Lessons", {**walk.fields(), editor.KEY: editor.FIELD}, {"lesson": "similarity"})
        inputs.sent("network", controls.playground(now.scene), controls._commit, is_scene=True)
        events.listen("chart", chart._receive)
        events.listen(editor.KEY, editor._apply)
        events.listen("sheet", lambda event: walk.receive(shelf.lesson("similarity"), event))
        with suppress(_Mounted), patch.object(asking, "_guess", _mounted):
            asking.question_chart(now.scene, _QUESTION)
        for number in range(1, 4):
            key = draw.one_of(tuple(now.listeners))
            event = draw.value(NAMES)
            if isinstance(event, dict):
                event |= {"seq": number}
            listed = [event, draw.value(NAMES)] if draw.number(3) else draw.value(NAMES)
            st.session_state[key] = draw.one_of(({"events": {"session": now.id, "list": listed}}, draw.value(NAMES)))
            events.receive()
            are_brief(now.refusals + now.chart.refusals)
            _is_whole(now)
            now.refusals = now.chart.refusals = ()
        assert other["session"].scene == Scene()


def _is_whole(now: session.Session) -> None:
    """Fail unless the scene and the settings are what a link can hold."""
    assert permalink.decode(permalink.encode(now.scene)) == (now.scene, ())
    fields = {**walk.fields(), editor.KEY: editor.FIELD}
    values = {key: settings.get(key) for key in fields}
    changed = {key: value for key, value in values.items() if value != fields[key].default}
    assert settings.read(fields, dict(parse_qsl(settings.joined("v=3", changed)))) == values
    assert len(settings.link()) < permalink.MAX_LENGTH


class _Mounted(Exception):  # noqa: N818
    """Ends the drawing of a component, whose listener stands by then."""


def _mounted(**_: object) -> None:
    raise _Mounted
