"""The Simplicity page's second tab: all functions at once, their probability against their complexity."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.figures import scatter
from explorer.studies.simplicity.numbers import functions
from explorer.studies.simplicity.numbers.measures import NAMES, class_names, measured
from explorer.studies.simplicity.numbers.overview import Overview, overview
from explorer.studies.simplicity.sections.table import TABLE_FIELD, refusal
from explorer.ui import light, session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore import boolean

phrase = phrases_of("studies/simplicity")


class Everything(NamedTuple):
    """All functions with as many inputs as the person's, and the chosen measure."""

    table: str
    bits: int
    measure: str
    every: boolean.ClassProbabilities
    told: Overview


def controls() -> str:
    """Draw the choice of the measure; return it."""
    return settings.choose(phrase("all.complexity"), "measure", NAMES)


def probabilities(measure: str) -> Everything | Absent:
    """Compute P of all functions."""
    table = settings.get("table")
    bits = functions.bits_of(table)
    every = functions.all_functions(session.current().architecture, bits)
    if isinstance(every, functions.Refused):
        return refusal(every)
    return Everything(table, bits, measure, every, overview(every, bits))


def figure(shown: Everything) -> None:
    """Draw log P against complexity, and beside it what the whole distribution is like."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        values = measured(shown.measure, shown.bits).by_class
        at = int(np.searchsorted(shown.every.representative, functions.class_of(shown.table)))
        label, names = NAMES[shown.measure], class_names(shown.bits)
        show(scatter.by_complexity(values, shown.told.log_p, shown.every.multiplicity, names, label, at), "classes")
    with right:
        _numbers(shown)


def _numbers(shown: Everything) -> None:
    told, most = shown.told, 2**shown.bits
    text.show(
        "simplicity",
        "totals",
        entropy=number(told.entropy, ".4g"),
        most=most,
        leaves=number(told.mean_leaves, ".3g"),
        uniform=number(told.uniform_leaves, ".3g"),
    )
    rows = [(NAMES[name], number(value, ".2f")) for name, value in told.correlations.items()]
    light.table((phrase("all.measure"), phrase("all.correlation")), rows, "correlations")


def words(shown: Everything) -> None:
    """Write what a dot is, and how exact it is."""
    possible = number(shown.told.possible, ",d")
    error = number(100 * float(np.asarray(shown.every.standard_error).max()), ".1g")
    classes = len(shown.told.log_p)
    text.caption("simplicity", "all_caption", possible=possible, classes=classes, error=error)


FIELDS = TABLE_FIELD | {"measure": settings.Choice(tuple(NAMES))}
SECTION = Section("simplicity", "all", controls, probabilities, figure, words, FIELDS)
