"""The Finite width page's strip: two inputs layer by layer, 50 layers deep."""

import streamlit as st

from explorer.scene.limits import LIMITS
from explorer.scene.window import snap
from explorer.studies.finite_width.figures import strip
from explorer.studies.finite_width.numbers import courses
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.networks.depth import SKIPS, Course

_STEP = 0.05
NORM_NAMES = {"no": "No", "yes": "Yes"}
SKIP_NAMES = {"none": "None", "full": "Full", "scaled": "Divided by √L"}


def controls() -> courses.Asked:
    """Draw the two inputs and the two switches; return the network with them."""
    first, second, third, fourth = st.columns(4)
    with first:
        a = _pick_input("Input a", "a")
    with second:
        b = _pick_input("Input b", "b")
    with third:
        norm = settings.choose("Layer norm", "norm", NORM_NAMES, help=text.section("finite_width", "norm_help"))
    with fourth:
        skips = settings.choose("Skips", "skips", SKIP_NAMES, help=text.section("finite_width", "skips_help"))
    return courses.Asked(session.current().architecture, a, b, norm == "yes", skips)


def _pick_input(label: str, key: str) -> float:
    """Draw a slider over the inputs; return the chosen one."""
    axis = session.current().x_axis
    called = label if axis.is_window or not axis.name else f"{label}, {axis.name}"
    settings.put(**{key: snap(settings.get(key))})  # on the grid of inputs, whatever the link said
    return settings.slide(called, key, _STEP, axis=axis)


def numbers(asked: courses.Asked) -> Course | Absent:
    """Compute both kernels layer by layer; Absent for equal inputs."""
    return Absent(text.section("finite_width", "equal")) if asked.a == asked.b else courses.course(asked)


def figure(course: Course) -> None:
    """Draw correlation and NTK against the layer."""
    show(strip.by_layer(course), "strip")


_INPUT = LIMITS["x"]
SECTION = Section(
    "finite_width",
    "order",
    controls,
    numbers,
    figure,
    fields={
        "a": settings.Number(_INPUT.low, _INPUT.high, -0.5, is_input=True),
        "b": settings.Number(_INPUT.low, _INPUT.high, 0.7, is_input=True),
        "norm": settings.Choice(tuple(NORM_NAMES)),
        "skips": settings.Choice(SKIPS),
    },
)
