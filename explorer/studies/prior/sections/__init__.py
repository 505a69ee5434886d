"""The Prior page's controls; each of its parts has a room of its own."""

from typing import cast

import streamlit as st

from explorer.format import number
from explorer.scene.limits import LIMITS
from explorer.scene.window import snap
from explorer.ui import light, session, settings
from explorer.ui.widgets import steps_of

PARTS = {"functions": "Functions", "kernel": "Similarity", "digits": "Digits", "evidence": "Evidence"}
KERNELS = {"nngp": "NNGP", "ntk": "NTK"}
MEASURES = {"kernel": "k(x, x′)", "cosine": "Cosine"}
TERMS = {"total": "log p", "fit": "Data fit", "complexity": "Complexity"}
_LAST_IMAGE = 239
_STEP = 0.05
FIELDS = {
    "show": settings.Choice(tuple(PARTS)),
    "width": settings.Choice(("10", "1", "3", "100", "1000")),
    "at": settings.Number(LIMITS["x"].low, LIMITS["x"].high, 0.7),
    "measure": settings.Choice(tuple(MEASURES)),
    "a": settings.Number(LIMITS["x"].low, LIMITS["x"].high, -0.5),
    "b": settings.Number(LIMITS["x"].low, LIMITS["x"].high, 0.7),
    "image_a": settings.Number(0, _LAST_IMAGE, 228),
    "image_b": settings.Number(0, _LAST_IMAGE, 73),
    "image_c": settings.Number(0, _LAST_IMAGE, 184),
    "evidence": settings.Choice(tuple(KERNELS)),
    "term": settings.Choice(tuple(TERMS)),
}


def choose_part() -> str:
    """Which part of the page is shown."""
    return settings.choose(
        st.segmented_control, "Show", "show", PARTS, required=True, label_visibility="collapsed", width="stretch"
    )


def pick_input(label: str, key: str) -> float:
    """A slider over the inputs."""
    axis = session.current().x_axis
    if axis.is_window:
        settings.slide(label, key, step=_STEP, format="%.2f")
    else:
        field = cast(settings.Number, FIELDS[key])
        called = light.plain(f"{label.removesuffix(' x')}, {axis.name}") if axis.name else label
        options = steps_of((field.low, field.high, _STEP), picked(key), axis.text)
        settings.put(**{key: picked(key)})
        settings.widget(st.select_slider, called, key, options=options, format_func=axis.text)
    return picked(key)


def input_text(x: float) -> str:
    """An input as it reads in the person's units."""
    axis = session.current().x_axis
    return number(x, ".2f") if axis.is_window else axis.text(x)


def picked(key: str) -> float:
    """The input in focus under `key`, on the grid of inputs whatever the link said."""
    return snap(settings.get(key))
