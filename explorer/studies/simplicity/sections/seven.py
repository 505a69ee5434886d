"""The Simplicity page's seven inputs: complexity against probability, far below what sampling reaches."""

import math

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.figures import sampled
from explorer.studies.simplicity.numbers.seven import BITS, SAMPLE, Seven, by_chance, draw_functions
from explorer.ui import jobs, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/simplicity")

TASK = "seven"
_DRAWS = (10, 20, 40, 80, 160)


def controls() -> None:
    """Draw the measure of complexity, the number of functions, and the button."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left, settings.together("seven"):
        settings.choose(
            phrase("all.complexity"), "simple", sampled.MEASURES, help=text.section("simplicity", "simple_help")
        )
        settings.pick(phrase("seven.tables"), "tables", _DRAWS, help=text.section("simplicity", "tables_help"))
    scene = session.current()
    request = (scene.architecture, int(settings.get("tables")), scene.seed)
    with right:
        jobs.offer(
            phrase("seven.draw"),
            TASK,
            lambda: draw_functions(*request),
            phrase("seven.doing"),
            key="draw_seven",
            primary=False,
        )


def figure(_: object) -> None:
    """Draw the functions as far as they are computed."""
    jobs.watch(TASK, _draw)


def _draw(answer: Seven | None) -> None:
    """Draw complexity against probability, and the sorted list of the sample."""
    if answer is None:
        return
    if answer.arch != session.current().architecture:
        text.info("simplicity", "seven_other")
        return
    measure = settings.get("simple")
    left, right = st.columns(2)
    with left:
        show(sampled.against_complexity(answer.sample, answer.drawn, measure), "seven")
        _tell_drawn(answer, measure)
    with right:
        show(sampled.sorted_list(answer.sample, by_chance(answer.sample)), "sorted_list")
        _tell_sorted(answer)


def _tell_drawn(answer: Seven, measure: str) -> None:
    """Write how far down the probabilities go, and how they go with the measure."""
    related = sampled.correlation(answer.drawn, measure)
    if math.isnan(related):
        return
    logs = [each.log_p for each in answer.drawn]
    shown = {
        "count": len(logs),
        "least": number(math.exp(min(logs)), ".1g"),
        "most": number(math.exp(max(logs)), ".1g"),
        "reach": number(1 / SAMPLE, ".1g"),
        "measure": sampled.MEASURES[measure],
        "related": number(related, ".2f"),
    }
    text.show("simplicity", "seven_drawn", **shown)


def _tell_sorted(answer: Seven) -> None:
    """Write why the head of the sorted list is noise, where the functions with one exception came up."""
    sample, every = answer.sample, 2 ** (BITS + 1)
    mean = SAMPLE * math.exp(sample.single_log_p)
    if not len(sample.single):
        text.show("simplicity", "seven_rare", every=every, mean=number(mean, ".1g"))
        return
    chance = by_chance(sample)
    shown = {
        "every": every,
        "p": number(math.exp(sample.single_log_p), ".3g"),
        "mean": number(mean, ".3g"),
        "top": int(sample.counts[sample.single[0] - 1]),
        "chance": number(float(chance[0]), ".3g"),
        "excess": number(float(sample.counts[sample.single[0] - 1]) / mean, ".2f"),
    }
    text.show("simplicity", "seven_sorted", **shown)


SECTION = Section(
    "simplicity",
    "seven",
    controls,
    figure=figure,
    fields={
        "simple": settings.Choice(tuple(sampled.MEASURES)),
        "tables": settings.Number(_DRAWS[0], _DRAWS[-1], 40),
    },
)
