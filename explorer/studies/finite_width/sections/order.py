"""The Finite width page's plane of spreads: where deep networks are ordered or chaotic, and a network to drag there."""

from typing import Any, NamedTuple

import streamlit as st

from explorer.language import phrases_of
from explorer.scene.limits import LIMITS
from explorer.scene.window import snap
from explorer.studies.finite_width.figures.cobweb import cobweb
from explorer.studies.finite_width.figures.plane import by_spreads
from explorer.studies.finite_width.numbers import courses
from explorer.studies.finite_width.numbers.plane import critical_line, kept, plane
from explorer.studies.finite_width.sections import fate
from explorer.ui import session, settings, text
from explorer.ui.controls import spreads
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Norm, Skip
from ntkcore.networks import criticality

phrase = phrases_of("studies/finite_width")

_STEP = 0.05


class Asked(NamedTuple):
    """The network of the scene and two inputs."""

    arch: Architecture
    a: float
    b: float


class Shown(NamedTuple):
    """The inputs and what becomes of them."""

    asked: Asked
    course: courses.Course


def controls() -> Asked:
    """Draw the two inputs; return the network with them."""
    state = session.get().chart
    rerun_page, state.rerun_page = state.rerun_page, False
    if rerun_page:
        st.rerun()  # the mark has changed what the sidebar shows, which lies outside this fragment
    arch = session.current().architecture
    left, right = st.columns(2, gap="medium")
    with left:
        a = _pick_input(phrase("order.a"), "a")
    with right:
        b = _pick_input(phrase("order.b"), "b")
    return Asked(arch, a, b)


def _pick_input(label: str, key: str) -> float:
    """Draw a slider over the inputs; return the chosen one."""
    axis = session.current().x_axis
    called = label if axis.is_window or not axis.name else f"{label}, {axis.name}"
    settings.put(**{key: snap(settings.get(key))})  # on the grid of inputs, whatever the link said
    return settings.slide(called, key, _STEP, axis=axis)


def numbers(asked: Asked) -> Shown | Absent:
    """Compute both inputs layer by layer; Absent if they are equal."""
    if asked.a == asked.b:
        return Absent(text.section("finite_width", "equal"))
    return Shown(asked, courses.course(*asked))


def figure(shown: Shown) -> None:
    """Draw the plane with the network to drag, and beside it the map of correlations."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(phrase("order.length"))
        _plane(shown.asked)
    with right:
        course = shown.course
        st.markdown(phrase("order.layer", size=fate.size_text(course)))
        limit = None if course.decay is None else course.decay.correlation
        show(cobweb(course.grid, course.web, limit), "cobweb")


def _plane(asked: Asked) -> None:
    arch = asked.arch
    shared = kept(arch)
    half_stable = None
    if arch.activation == Activation.GELU and arch.norm == Norm.NONE and arch.skip != Skip.SCALED:
        point = criticality.half_stable_point()
        half_stable = float(point.weight_std), float(point.bias_std)
    shown, lines = plane(shared, asked.a, asked.b), critical_line(shared)
    drawn = by_spreads(shown, lines, (arch.weight_std, arch.bias_std), half_stable)
    show(drawn, "plane", spreads(session.current()), _change)


def _change(name: str, value: Any) -> None:
    session.change(**{name: value})
    session.get().chart.rerun_page = True


def words(shown: Shown) -> None:
    """Write down to which layer both inputs are told apart, and what the parts of the plane are."""
    arch, a, b = shown.asked
    fate.write(shown.course, a, b)
    if arch.skip != Skip.SCALED:
        normed = arch.norm == Norm.LAYER
        text.show("finite_width", "plane_normed" if normed else "plane")
        if arch.activation == Activation.GELU and not normed:
            text.show("finite_width", "plane_gelu")


_INPUT = LIMITS["x"]
SECTION = Section(
    "finite_width",
    "order",
    controls,
    numbers,
    figure,
    words,
    fields={
        "a": settings.Number(_INPUT.low, _INPUT.high, -0.5, is_input=True),
        "b": settings.Number(_INPUT.low, _INPUT.high, 0.7, is_input=True),
    },
)
