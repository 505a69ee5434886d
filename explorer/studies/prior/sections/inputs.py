"""Inputs that a person picks on the Prior page: sliders over the window, in the person's units."""

from typing import cast

import streamlit as st

from explorer.figures import axes
from explorer.scene.limits import LIMITS
from explorer.scene.window import snap
from explorer.ui import light, session, settings
from explorer.ui.widgets import steps_of

_STEP = 0.05


def input_field(default: float) -> settings.Number:
    """The setting of an input in a link."""
    return settings.Number(LIMITS["x"].low, LIMITS["x"].high, default, is_input=True)


def pick_input(label: str, key: str) -> float:
    """Draw a slider over the inputs; return the chosen one."""
    axis = session.current().x_axis
    if axis.is_window:
        settings.slide(label, key, step=_STEP, format="%.2f")
    else:
        field = cast(settings.Number, settings.fields()[key])
        called = light.plain(f"{label.removesuffix(' x')}, {axis.name}") if axis.name else label
        options = steps_of((field.low, field.high, _STEP), picked(key), axis.text)
        settings.put(**{key: picked(key)})
        settings.widget(st.select_slider, called, key, options=options, format_func=axis.text)
    return picked(key)


def input_text(x: float) -> str:
    """The text of an input in the person's units."""
    return axes.input_text(x, session.current().x_axis)


def picked(key: str) -> float:
    """The chosen input of the setting `key`, on the grid of inputs whatever the link said."""
    return snap(settings.get(key))
