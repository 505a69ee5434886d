"""The Finite width page's mean shift: what training adds to the mean over networks, by the width."""

from dataclasses import dataclass, field

import streamlit as st

from explorer.language import phrases_of
from explorer.scene.units import Axis, Units
from explorer.studies.finite_width.figures import taylor
from explorer.studies.finite_width.numbers import shift
from explorer.studies.finite_width.numbers.polynomials import CORRECTED, CUBIC, NETWORK, QUADRATIC
from explorer.studies.finite_width.numbers.rich_runs import Mean
from explorer.studies.finite_width.numbers.shift import Answer, Number, Request, Shift
from explorer.studies.finite_width.sections.polynomials import start_button
from explorer.ui import jobs, session, settings, text
from explorer.ui.controls import activation_names
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import check_plain
from ntkcore.choices import Activation

phrase = phrases_of("studies/finite_width")

_TASK = "shift"
_WIDTHS, _PAIRS = (16, 32, 64, 128, 256, 512), (8, 16, 32, 64, 128, 256)


@dataclass(slots=True)
class Kept:
    """The state of this section in the session: the latest shift for each request without its width."""

    sizes: dict[tuple, dict[int, Number]] = field(default_factory=dict)


def controls() -> Request | Absent:
    """Draw width and pairs, and the button; return what they ask for."""
    scene = session.current()
    check_plain(scene.architecture)
    if not scene.dataset.x:
        return Absent(text.section("finite_width", "no_points"))
    left, right = st.columns(2)
    with left:
        settings.pick(phrase("set.width"), "shift", _WIDTHS)
    with right:
        settings.pick(phrase("shift.pairs"), "shift_pairs", _PAIRS, help=text.section("finite_width", "pairs_help"))
    request = Request(
        scene.architecture,
        scene.dataset.x,
        scene.dataset.y,
        int(settings.get("shift")),
        int(settings.get("shift_pairs")),
        float(settings.get("taylor_time")),
        scene.seed,
    )
    do, doing = (phrase(f"shift.{key}", count=2 * request.pairs) for key in ("do", "doing"))
    start_button(do, _TASK, request.seconds, lambda: shift.train(request), doing)
    return request


def watch(request: Request) -> None:
    """Draw the answer as far as it is computed, and draw it again while the computation runs."""
    jobs.watch(_TASK, lambda answer: _draw(answer, request))


def _draw(answer: Answer | None, request: Request) -> None:
    """Draw the person's own shift over the inputs and by width, beside the stored ones."""
    kept = session.of(Kept).sizes
    if answer is not None and answer.shift.pairs > 2:
        kept.setdefault(_without_width(answer.request), {})[answer.request.width] = answer.shift.sizes[NETWORK]
    left, right = st.columns(2)
    with left:
        _over_inputs(answer, request)
    with right:
        st.markdown(phrase("shift.size"))
        _by_width(kept.get(_without_width(request), {}))
    if answer is not None and answer.shift.pairs > 2:
        _tell(answer.shift)


def _over_inputs(answer: Answer | None, request: Request) -> None:
    """Draw the person's own mean shift over the inputs, and until there is one that of the widest stored networks."""
    if answer is None:
        widest = shift.stored().of("erf")[-1].shift
        st.markdown(phrase("shift.beforehand", count=2 * widest.pairs, width=widest.width))
        show(taylor.over_inputs(widest, Units(Axis(), Axis())), "shift_over_inputs")
        return
    st.markdown(phrase("shift.yours", count=2 * answer.shift.pairs, width=answer.shift.width))
    if answer.request != request:
        st.info(text.section("finite_width", "polynomials_other"))
    show(taylor.over_inputs(answer.shift, session.current().units), "shift_over_inputs")


def _by_width(fresh: dict[int, Number]) -> None:
    """Draw the size of the shift by width: the stored ones, and the person's own."""
    file = shift.stored()
    sizes = {
        activation_names()[name]: (file.sizes(name), file.power(name), shift.FROM[name])
        for name in (Activation.ERF, Activation.RELU)
    }
    show(taylor.sizes_by_width(sizes, fresh), "shift_by_width")


def _without_width(request: Request) -> tuple:
    return request[:3] + request[5:]


def _tell(shifted: Shift) -> None:
    """Write the size of the shift, and what each model makes of it."""
    size = shifted.sizes[NETWORK]
    axis = session.current().y_axis
    text.show(
        "finite_width",
        "shift_size",
        size=_in_units(size, axis),
        pairs=shifted.pairs,
        width=shifted.width,
        quadratic=_in_units(shifted.remainders[QUADRATIC], axis),
        cubic=_in_units(shifted.remainders[CUBIC], axis),
        corrected=_in_units(shifted.remainders[CORRECTED], axis),
    )
    if not size.value > shift.SURE * size.error:
        text.caption("finite_width", "shift_unsure")


def _in_units(each: Number, axis: Axis) -> str:
    return f"{Mean(axis.length(each.value), axis.length(each.error))}{axis.in_unit()}"


SECTION = Section(
    "finite_width",
    "shift",
    controls,
    figure=watch,
    fields={"shift": settings.Number(8, 1024, 64), "shift_pairs": settings.Number(4, 1000, 32)},
)
