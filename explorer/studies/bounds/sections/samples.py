"""The Bounds page's many samples: in how many of them a bound fails, which δ limits."""

import math

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.bounds.figures import curves
from explorer.studies.bounds.numbers import repeats
from explorer.studies.bounds.numbers.curve import bounds_of
from explorer.studies.bounds.numbers.repeats import Repeats
from explorer.studies.bounds.sections.chosen import chosen_curve, task
from explorer.ui import jobs, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/bounds")


def start(_: object) -> None:
    """Draw the button, then the answer as far as it is computed."""
    arch, chosen = session.current().architecture, task()
    jobs.offer(
        phrase("samples.draw", count=repeats.SAMPLES),
        "samples",
        lambda: repeats.repeats(arch, chosen),
        phrase("samples.doing", count=repeats.SAMPLES),
        key="draw_samples",
        primary=False,
    )
    jobs.watch("samples", _answer)


def _answer(answer: Repeats | None) -> None:
    """Draw mean and spread over the samples, and say what was counted."""
    if answer is None or not len(answer.error):
        return
    if (answer.arch, answer.task) != (session.current().architecture, task()._replace(sample=0)):
        st.info(text.section("bounds", "other_task"))
        return
    delta = settings.get("delta")
    bounds = bounds_of(answer.log_p, answer.m, delta)
    counted = {key: repeats.failures(answer.error, getattr(bounds, key)) for key in curves.NAMES}
    failed, drawn = counted["realisable"], len(answer.error)
    show(curves.samples(answer, bounds, failed.any), "samples")
    worst = int(failed.each.argmax())
    text.show(
        "bounds",
        "counted",
        drawn=drawn,
        sizes=len(answer.m),
        any=failed.any,
        share=_share(failed.any, drawn),
        allowed=number(100 * delta),
        most=int(failed.each[worst]),
        worst=int(answer.m[worst]),
        valle_perez=counted["valle_perez"].any,
        maurer=counted["maurer"].any,
    )


def _share(count: int, total: int) -> str:
    """A share in percent with its standard error."""
    share = count / total
    return f"{number(100 * share, '.2g')} ± {number(100 * math.sqrt(share * (1 - share) / total), '.1g')}"


SECTION = Section("bounds", "samples", numbers=chosen_curve, figure=start)
