"""The Finite width page's random networks: histograms of kernels and outputs, and their moments beside theory."""

import math
from typing import NamedTuple

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.limits import LIMITS
from explorer.scene.window import snap
from explorer.studies.finite_width.figures import histograms
from explorer.studies.finite_width.numbers.drawn import (
    AT_ONCE,
    Answer,
    Estimate,
    Measured,
    Request,
    Theory,
    draw,
    measure,
    stream,
    theory,
)
from explorer.ui import jobs, light, session, settings, text
from explorer.ui.controls import depth_control
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import check_plain
from ntkcore.choices import Activation
from ntkcore.kernels.activations import piecewise_linear

phrase = phrases_of("studies/finite_width")

TASK = "drawn"
WIDTHS = (8, 16, 32, 64, 128, 256, 512, 1024)
_NETWORKS = {"2000": "2000", "20000": "20 000", "200000": "200 000"}
_STEP = 0.05
_SURE = 2.0  # standard errors


class Asked(NamedTuple):
    """The networks that are wanted, and what theory predicts about them."""

    request: Request
    limits: Theory


def controls() -> Request:
    """Draw width, depth, input and number of networks, and the button where drawing takes longer than a moment."""
    left, right = st.columns(2, gap="medium")
    with left:
        with settings.together("drawn_size"):
            settings.pick(phrase("set.width"), "wide", WIDTHS, help=text.section("finite_width", "wide_help"))
        depth_control()
    with right, settings.together("drawn_input"):
        settings.put(at=snap(settings.get("at")))  # on the grid of inputs, whatever the link said
        axis = session.current().x_axis
        called = phrase("drawn.input") if axis.is_window or not axis.name else phrase("drawn.named", name=axis.name)
        settings.slide(called, "at", _STEP, axis=axis)
        settings.choose(phrase("set.networks"), "drawn", _NETWORKS, help=text.section("finite_width", "drawn_help"))
    request = chosen()
    check_plain(request.arch)
    if not request.at_once:
        asked = {"count": _NETWORKS[str(request.networks)], "width": request.width}
        do, doing = (phrase(f"drawn.{key}", **asked) for key in ("do", "doing"))
        jobs.offer(do, TASK, lambda: stream(request), doing, key="draw")
    return request


def chosen() -> Request:
    """The networks that are chosen."""
    scene = session.current()
    return Request(
        scene.architecture, int(settings.get("wide")), settings.get("at"), int(settings.get("drawn")), scene.seed
    )


def numbers(request: Request) -> Asked | Absent:
    """Compute theory's numbers; Absent where every network gives 0."""
    limits = theory(request.arch, request.width, request.x)
    if not limits.kernel_std > 0:
        return Absent(text.section("finite_width", "drawn_nothing"))
    return Asked(request, limits)


def figure(asked: Asked) -> None:
    """Draw the networks at once, or as far as a job has drawn them."""
    if asked.request.at_once:
        _draw(asked, draw(asked.request))
    else:
        jobs.watch(TASK, lambda answer: _draw(asked, answer))


def _draw(asked: Asked, answer: Answer | None) -> None:
    if answer is None or answer.request != asked.request:
        text.info("finite_width", "drawn_other" if answer else "drawn_empty", width=AT_ONCE[0])
        return
    measured = measure(answer.drawn, asked.limits)
    left, right = st.columns(2)
    with left:
        st.markdown(phrase("drawn.kernels"))
        show(histograms.kernel_bars(answer.drawn, asked.limits), "drawn_kernels")
    with right:
        st.markdown(phrase("drawn.outputs"))
        show(histograms.output_bars(answer.drawn, asked.limits, session.current().y_axis), "drawn_outputs")
    _table(asked.limits, measured, len(answer.drawn.outputs))
    _tell(asked, measured)


def _table(limits: Theory, measured: Measured, networks: int) -> None:
    """Draw a row for each statistic: infinite width, order 1/n, measured."""
    rows = [
        ("kernel_mean", "1", number(limits.kernel_mean, ".4f"), with_error(measured.kernel_mean)),
        ("kernel_std", "0", number(limits.kernel_std, ".3g"), with_error(measured.kernel_std)),
        ("variance", "1", number(limits.variance, ".4f"), with_error(measured.variance)),
        ("kurtosis", "0", number(limits.kurtosis, ".3g"), with_error(measured.kurtosis)),
        ("correlation", "–", number(limits.correlation, ".2f"), with_error(measured.correlation)),
    ]
    head = [phrase("drawn.statistic"), phrase("drawn.limit"), phrase("histograms.order")]
    head.append(phrase("drawn.networks", count=networks))
    light.table(head, [(phrase(f"statistics.{key}"), *cells) for key, *cells in rows], "drawn")
    text.caption("finite_width", "drawn_table")


def with_error(estimate: Estimate) -> str:
    """'0.979 ± 0.010': the error with two digits, and the value with as many decimals."""
    if not 0 < estimate.error < math.inf:
        return "–" if math.isnan(estimate.value) else number(estimate.value, ".3g")
    decimals = max(0, 1 - math.floor(math.log10(estimate.error)))
    return f"{number(estimate.value, f'.{decimals}f')}\u00a0±\u00a0{number(estimate.error, f'.{decimals}f')}"


def _tell(asked: Asked, measured: Measured) -> None:
    """Write whether the mean moves, whether large networks learn fast, and where the expansion ends."""
    limits, activation = asked.limits, Activation(asked.request.arch.activation)
    mean = {"measured": with_error(measured.kernel_mean)}
    if piecewise_linear(activation) is not None:
        text.show("finite_width", "drawn_no_shift", **mean)
    else:
        gap, error = measured.kernel_mean.value - limits.kernel_mean, measured.kernel_mean.error
        name = "drawn_shift"
        if abs(gap) > 2 * _SURE * error:
            name = "drawn_shift_beyond"
        elif abs(limits.kernel_mean - 1.0) < _SURE * error:
            name = "drawn_shift_hidden"
        shift = 100.0 * (limits.kernel_mean - 1.0)
        side = phrase("drawn.above" if shift > 0 else "drawn.below", share=number(abs(shift), ".2g"))
        text.show("finite_width", name, shift=side, **mean)
    learning = "drawn_slow" if limits.correlation < 0 else "drawn_fast"
    correlation = {"predicted": number(limits.correlation, ".2f"), "measured": with_error(measured.correlation)}
    text.show("finite_width", learning, **correlation)
    if not measured.reliable:
        text.show("finite_width", "drawn_few")


_INPUT = LIMITS["x"]
SECTION = Section(
    "finite_width",
    "drawn",
    controls,
    numbers,
    figure,
    fields={
        "wide": settings.Number(WIDTHS[0], WIDTHS[-1], 32),
        "at": settings.Number(_INPUT.low, _INPUT.high, 1.0, is_input=True),
        "drawn": settings.Choice(tuple(_NETWORKS)),
    },
)
