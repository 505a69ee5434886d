"""The Finite width page's hidden neurons, which become selective for the two signs that matter."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.finite_width.figures import learned
from explorer.studies.finite_width.numbers import recorded_rich, rich_runs
from explorer.studies.finite_width.numbers.rich_runs import Answer, Units
from explorer.studies.finite_width.sections.rich import TASK, nearest
from explorer.ui import jobs, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/finite_width")


class Shown(NamedTuple):
    """The neurons on screen and the networks that they belong to."""

    units: Units
    scale: float
    width: int
    fresh: bool


def chosen_units(_: object) -> Shown:
    """The neurons of the person's first network if it has the chosen α, else of the stored one."""
    scale, job = nearest(settings.get("rich_a")), jobs.current(TASK)
    answer: Answer | None = None if job is None else job.answer
    if answer is not None and answer.units is not None and answer.request.scale == scale:
        return Shown(answer.units, scale, answer.request.width, fresh=True)
    return Shown(recorded_rich.units(scale), scale, recorded_rich.by_scale()[0].width, fresh=False)


def figure(shown: Shown) -> None:
    """Draw each neuron at its two weights, and how selective neurons are."""
    left, right = st.columns([3, 2])
    with left:
        show(learned.unit_weights(shown.units), "rich_units")
    with right:
        show(learned.share_bars(shown.units), "rich_shares")


def words(shown: Shown) -> None:
    """Write how much of the neurons' weights the two signs have."""
    units = shown.units
    strength = np.abs(units.outgoing) * (units.after**2).sum(axis=1)
    text.show(
        "finite_width",
        "rich_units_words",
        alpha=learned.fraction(shown.scale),
        width=shown.width,
        whose=phrase("units.yours" if shown.fresh else "units.stored"),
        before=number(100 * float(rich_runs.selective(units.before).mean()), ".0f"),
        after=number(100 * float(np.average(rich_runs.selective(units.after), weights=strength)), ".0f"),
    )


SECTION = Section("finite_width", "rich_units", numbers=chosen_units, figure=figure, words=words)
