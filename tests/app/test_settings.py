"""A page's own settings: from the link into the session and back, mended in words, held across pages."""

import math
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from explorer.scene.scene import Scene
from explorer.ui import page
from explorer.ui.settings import Number
from tests.app.visitor import COMPONENTS, SECONDS, Visitor

SCRIPT = """
import streamlit as st
from explorer.ui import page, settings

page.open_page("Test", {"inputs": settings.Choice(("interval", "circle")), "mode": settings.Number(1, 64, 1)})
settings.choose("Inputs", "inputs", {"interval": "An interval", "circle": "A circle"}, as_menu=True)
st.write(f"mode {settings.slide('Mode', 'mode')!r}")
page.keep_link()
"""


@pytest.fixture(autouse=True)
def no_other_pages(monkeypatch):
    """The script stands alone: there is nowhere to navigate to."""
    monkeypatch.setattr(page, "PAGES", ())
    monkeypatch.setitem(page.ADDRESSES, "Test", "")


def open_with(query):
    app = AppTest.from_string(SCRIPT, default_timeout=SECONDS)
    app._bidi_component_manager = COMPONENTS
    app.query_params = dict(parse_qsl(query, keep_blank_values=True))
    app.run()
    assert not app.exception
    visitor = Visitor.__new__(Visitor)
    visitor.app = app
    return visitor


def problems(visitor):
    return " ".join(text.value for text in visitor.app.text)


def test_a_link_is_read_and_written_back():
    visitor = open_with("v=3&layers=4&inputs=circle&mode=7")
    assert visitor.scene.architecture.hidden_layers == 4
    assert visitor.setting("inputs").value == "circle"
    assert visitor.setting("mode").value == 7
    assert visitor.link == "v=3&layers=4&inputs=circle&mode=7"
    assert problems(visitor) == ""


def test_defaults_are_left_out_and_changes_follow():
    visitor = open_with("")
    assert visitor.link == "v=3"
    visitor.setting("mode").move(3)
    assert visitor.link == "v=3&mode=3"
    visitor.setting("inputs").move("circle")
    assert visitor.link == "v=3&inputs=circle&mode=3"
    assert visitor.app.main.markdown[0].value == "mode 3"


@pytest.mark.parametrize(
    ("query", "mode", "complaint"),
    [
        ("mode=99", 64, "mode was 99; it must be from 1 to 64, so 64 is used."),
        ("mode=-inf", 1, "mode was −∞; it must be from 1 to 64, so 1 is used."),
        ("mode=2.5", 2, "mode was 2.5"),
        ("mode=nan", 1, "mode was “nan”, which is not a number; 1 is used."),
        ("mode=%00x", 1, "not a number"),
        ("inputs=<b>", 1, "inputs was “<b>”; it must be one of interval, circle, so interval is used."),
    ],
)
def test_a_damaged_link_is_mended_in_words(query, mode, complaint):
    visitor = open_with(query)
    assert visitor.setting("mode").value == mode
    assert visitor.scene == Scene()
    assert complaint in problems(visitor)
    visitor.press("Got it")
    assert problems(visitor) == ""


def test_a_number_may_be_infinite_only_within_its_range():
    complaints = []
    assert Number(0.0, math.inf, 1.0).read("t", "inf", complaints) == math.inf
    assert complaints == []
