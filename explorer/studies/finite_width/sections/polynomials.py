"""The Finite width page's polynomials: one network beside its linearisation, its quadratic and its cubic polynomial."""

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.scene import Dataset
from explorer.studies.finite_width.figures import taylor
from explorer.studies.finite_width.numbers import polynomials
from explorer.studies.finite_width.numbers.polynomials import (
    CUBIC,
    LINEAR,
    MOVED,
    NARROW,
    NETWORK,
    POLYNOMIALS,
    Answer,
    Request,
)
from explorer.ui import jobs, light, session, settings, text
from explorer.ui.lead import KINKED
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import check_plain

phrase = phrases_of("studies/finite_width")

_TASK = "polynomials"
_WIDTHS = (16, 32, 64, 128, 256, 512, 1024)
_SCALES = (0.25, 0.5, 1.0, 2.0, 4.0, 16.0)
TIMES = (1.0, 10.0, 100.0, 1000.0, 10_000.0)
LEFT = 0.01  # errors at the points above it are worth a word
TIME_FIELD: settings.Fields = {"taylor_time": settings.Number(0.01, 1e6, 100.0)}


def pick_time() -> None:
    """Draw the training time, which the sections of this tab share."""
    settings.pick(phrase("polynomials.time"), "taylor_time", TIMES, help=text.section("finite_width", "taylor_time"))


def start_button(label: str, task: str, seconds: float, make, doing: str) -> None:
    """Draw the button that starts a job, or the reason why it would take too long."""
    too_much = seconds > polynomials.MOST_SECONDS
    jobs.offer(label, task, make, doing, disabled=too_much)
    if too_much:
        text.caption("finite_width", "too_much", times=number(seconds / polynomials.MOST_SECONDS, ".1f"))


def controls() -> Request | Absent:
    """Draw width, scale and time, and the button; return what they ask for."""
    scene = session.current()
    check_plain(scene.architecture)
    if not scene.dataset.x:
        return Absent(text.section("finite_width", "no_points"))
    left, middle, right = st.columns(3)
    with left:
        settings.pick(phrase("set.width"), "taylor", _WIDTHS, help=text.section("finite_width", "taylor_help"))
    with middle:
        settings.pick(
            phrase("polynomials.scale"), "taylor_alpha", _SCALES, help=text.section("finite_width", "taylor_alpha")
        )
    with right:
        pick_time()
    request = Request(
        scene.architecture,
        scene.dataset.x,
        scene.dataset.y,
        int(settings.get("taylor")),
        float(settings.get("taylor_alpha")),
        float(settings.get("taylor_time")),
        scene.seed,
    )
    cost = 4 * polynomials.seconds(request.architecture, request.width, len(request.x))
    do, doing = phrase("polynomials.do"), phrase("polynomials.doing")
    start_button(do, _TASK, cost, lambda: polynomials.train(request), doing)
    return request


def watch(request: Request) -> None:
    """Draw the answer as far as it is computed, and draw it again while the computation runs."""
    jobs.watch(_TASK, lambda answer: _draw(answer, request))


def _draw(answer: Answer | None, request: Request) -> None:
    """Draw curves and differences, the table, and the warnings."""
    if answer is None or NETWORK not in answer.curves:
        return
    if answer.request != request:
        st.info(text.section("finite_width", "polynomials_other"))
    units, data = session.current().units, Dataset(answer.request.x, answer.request.y)
    left, right = st.columns(2)
    with left:
        show(taylor.curves(answer, data, units), "taylor_curves")
    with right:
        show(taylor.gaps(answer, units), "taylor_gaps")
    if len(answer.curves) == len(polynomials.ORDERS):
        _table(answer)
        _warn(answer)


def _table(answer: Answer) -> None:
    """Draw a row for the network and each polynomial."""
    unit = session.current().y_axis
    base = answer.miss(LINEAR)
    head = [
        phrase("polynomials.trained"),
        phrase("polynomials.distance", unit=unit.in_unit()),
        phrase("polynomials.closer"),
        phrase("polynomials.moved"),
        phrase("polynomials.kernel"),
    ]
    rows = [[taylor.NAMES[NETWORK], "–", "–", number(answer.moved(NETWORK), ".2g"), "–"]]
    rows += [
        [
            taylor.NAMES[name],
            number(unit.length(answer.miss(name)), ".2g"),
            _times(base, answer.miss(name)) if name != LINEAR else "–",
            number(answer.moved(name), ".2g"),
            number(answer.kernel_miss(name), ".2g"),
        ]
        for name in POLYNOMIALS
    ]
    light.table(head, rows, "taylor")
    text.caption("finite_width", "polynomials_table")


def _times(linear: float, miss: float) -> str:
    return number(linear / miss, ".2g") if miss > 0 else "–"


def _warn(answer: Answer) -> None:
    """Write what the person should know before believing the polynomials."""
    arch, width = answer.request.architecture, answer.request.width
    moved, left = answer.moved(NETWORK), answer.curves[NETWORK].left
    if arch.activation in KINKED:
        text.info("finite_width", "polynomials_kinked")
    elif width < NARROW or not moved <= MOVED:
        st.warning(text.section("finite_width", "polynomials_end", width=width, moved=number(moved, ".3g")))
    elif answer.miss(CUBIC) < answer.miss(LINEAR):
        gain = _times(answer.miss(LINEAR), answer.miss(CUBIC))
        text.show("finite_width", "polynomials_cubic", gain=gain)
    if not left <= LEFT:
        unit = session.current().units.y
        text.caption("finite_width", "polynomials_left", left=unit.length_text(left, ".2g"))


SECTION = Section(
    "finite_width",
    "polynomials",
    controls,
    figure=watch,
    fields=TIME_FIELD | {"taylor": settings.Number(8, 1024, 128), "taylor_alpha": settings.Number(0.1, 100.0, 1.0)},
)
