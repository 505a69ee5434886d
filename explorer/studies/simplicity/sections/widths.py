"""The Simplicity page's finite networks: counts of the functions that they compute, over the exact line."""

import math
from typing import NamedTuple

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.figures import finite
from explorer.studies.simplicity.numbers import functions
from explorer.studies.simplicity.numbers.widths import WIDTHS, Ratio, Trend, Widths, count_widths, ratio_of, trend_of
from explorer.studies.simplicity.sections.table import TABLE_FIELD, pick_table, refusal
from explorer.ui import jobs, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore import boolean
from ntkcore.architecture import Architecture

phrase = phrases_of("studies/simplicity")

TASK = "widths"
_SURE = 2.0  # standard errors
_NETWORKS = ("1000000", "100000", "10000000")  # for each width


class Exact(NamedTuple):
    """The probabilities at infinite width that the page compares with, and the function that is marked."""

    arch: Architecture
    bits: int
    table: str
    every: boolean.ClassProbabilities


def controls() -> str:
    """Draw the table, the width that is shown, the number of networks, and the button; return the table."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        table = pick_table()
    with right:
        with settings.together("widths"):
            settings.pick(phrase("widths.shown"), "wide", WIDTHS, help=text.section("simplicity", "wide_help"))
            names = {each: number(int(each), ",d") for each in sorted(_NETWORKS, key=int)}
            settings.choose(phrase("widths.of_each"), "drawn", names, help=text.section("simplicity", "nets_help"))
        scene = session.current()
        request = (scene.architecture, functions.bits_of(table), int(settings.get("drawn")), scene.seed)
        jobs.offer(
            phrase("widths.draw"),
            TASK,
            lambda: count_widths(*request),
            phrase("widths.doing"),
            key="draw_widths",
        )
    return table


def exact_line(table: str) -> Exact | Absent:
    """Compute the probabilities of all functions at infinite width."""
    arch, bits = session.current().architecture, functions.bits_of(table)
    every = functions.all_functions(arch, bits)
    return refusal(every) if isinstance(every, functions.Refused) else Exact(arch, bits, table, every)


def figure(exact: Exact) -> None:
    """Draw the counts as far as there are any, and draw them again while networks are drawn."""
    jobs.watch(TASK, lambda answer: _draw(exact, answer))


def _draw(exact: Exact, answer: Widths | None) -> None:
    """Draw the exact line with the counts of one width, and the ratios of all widths."""
    if answer is not None and (answer.arch, answer.bits) != (exact.arch, exact.bits):
        text.info("simplicity", "widths_other")
        answer = None
    label = functions.class_of(exact.table)
    ordered = finite.line_of(exact.every, exact.bits, label)
    counts = answer.counts.get(nearest(settings.get("wide"))) if answer is not None else None
    left, right = st.columns([3, 2])
    with left:
        show(finite.over_line(ordered, counts), "over_line")
    if answer is None or counts is None:
        with right:
            text.caption("simplicity", "widths_empty")
        return
    ratios = _ratios(exact, answer)
    trend = trend_of(ratios["constant"]) if "constant" in ratios else None
    with right:
        show(finite.against_width(ratios, trend), "against_width")
    _tell(counts, trend)


def _ratios(exact: Exact, answer: Widths) -> dict[str, Ratio]:
    """P_N/P_∞ of a constant and of the person's function by their keys in labels.json, each where it is possible."""
    constant = "0" * 2**exact.bits
    named = {"constant": constant}
    if functions.class_of(exact.table):
        named["your_function"] = exact.table
    estimates = {name: functions.probability(exact.arch, table) for name, table in named.items()}
    return {
        name: ratio_of(answer, named[name], estimate)
        for name, estimate in estimates.items()
        if isinstance(estimate, functions.Estimate) and math.isfinite(estimate.log_p)
    }


def _tell(counts: boolean.WidthCounts, trend: Trend | None) -> None:
    """Write the share of constants among the networks on display, and the coefficient of 1/N."""
    shown = {
        "networks": number(counts.networks, ",d"),
        "width": counts.width,
        "share": number(200 * counts.p[0], ".3g"),
        "error": number(200 * counts.standard_error[0], ".1g"),
    }
    text.show("simplicity", "widths_share", **shown)
    if trend is not None:
        name = "widths_trend" if abs(trend.first) > _SURE * trend.error else "widths_flat"
        first, error = number(trend.first, ".2f"), number(trend.error, ".1g")
        text.show("simplicity", name, formula=finite.formula(trend), first=first, error=error)


def nearest(width: float) -> int:
    """The width among those that are drawn that is nearest, by its ratio, to the one in the link."""
    return min(WIDTHS, key=lambda each: abs(math.log(each / width)))


SECTION = Section(
    "simplicity",
    "widths",
    controls,
    exact_line,
    figure,
    fields=TABLE_FIELD | {"wide": settings.Number(WIDTHS[0], WIDTHS[-1], 64), "drawn": settings.Choice(_NETWORKS)},
)
