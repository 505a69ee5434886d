"""Captions about the person's own units for figures and formulas; none if units are the window's."""

import re

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.units import Axis, window_text
from explorer.ui import light, session, settings

phrase = phrases_of("ui")

_USED = re.compile(r"(\w+) was .*so (\S+) is used\.$")


def density_caption(symbols: str) -> None:
    """Draw a caption about the unit of the density whose logarithm is shown, and about the formula's `symbols`."""
    axis = session.current().y_axis
    if axis.is_window:
        return
    start = phrase("units.start", value=axis.text(0.0), symbols=symbols)
    name = light.plain(axis.name or "y")
    st.caption(
        phrase("units.density", name=name, start=start)
        if axis.scale != 1.0
        else phrase("units.start_alone", start=start)
    )


def network_caption() -> None:
    """Draw a caption that defines x and y in formulas of the network, whose kernels belong to these numbers."""
    axes = {"x": session.current().x_axis, "y": session.current().y_axis}
    maps = [_map(letter, axis) for letter, axis in axes.items() if not axis.is_window]
    if maps:
        st.caption(phrase("units.network", maps=phrase("and").join(maps), belong=phrase("units.belong")))


def _map(letter: str, axis: Axis) -> str:
    """'x = 0.1 · (speed − 14.5)': how a number of the data becomes one of the network."""
    sign, centre = "−" if axis.centre >= 0 else "+", number(abs(axis.centre), ".10g")
    name = light.plain(axis.name or "value")
    inner = f"({name} {sign} {centre})" if axis.centre else name
    return f"{letter} = {number(axis.scale, '.6g')} · {inner}"


def mended(problem: str) -> str:
    """A sentence about a mended link, whose numbers are those of the window, with the person's units added."""
    scene = session.current()
    units = scene.x_axis, scene.y_axis
    if problem.endswith("moved to its edge.") and not all(axis.is_window for axis in units):
        return phrase("units.window", problem=problem, window=window_text(*units))
    match = _USED.match(problem)
    if not match:
        return problem
    key = match[1]
    if key == "noise":
        axis, letter, text = scene.y_axis, "y", scene.y_axis.noise_text(scene.noise_std)
    elif key == "slice" or getattr(settings.fields().get(key), "is_input", False):
        axis, letter, text = scene.x_axis, "x", scene.x_axis.text(float(match[2].replace("−", "-")))
    else:
        return problem
    return problem if axis.is_window else phrase("units.value", problem=problem, name=axis.name or letter, text=text)
