"""The Simplicity page's first tab: one Boolean function, how probable it is, and how simple."""

import math
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.studies.simplicity.figures import spectrum
from explorer.studies.simplicity.numbers import functions
from explorer.studies.simplicity.sections.table import TABLE_FIELD, pick_table, refusal
from explorer.ui import session, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore import boolean
from ntkcore.boolean.measures import Complexity, walsh_weights
from ntkcore.boolean.tables import as_table


class Chosen(NamedTuple):
    """The table that was clicked, and the column of the page for what is told about it."""

    table: str
    beside: Any


class Facts(NamedTuple):
    """The probability of a function under this network, and how complex the function is."""

    beside: Any
    table: str
    estimate: functions.Estimate
    complexity: Complexity
    weights: np.ndarray  # (n + 1,): the share of each degree in the Walsh spectrum


def controls() -> Chosen:
    """Draw the truth table on the left; return it, with the column on the right."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        return Chosen(pick_table(), right)


def facts(chosen: Chosen) -> Facts | Absent:
    """Compute the probability and the complexity of the function."""
    estimate = functions.probability(session.current().architecture, chosen.table)
    if isinstance(estimate, functions.Refused):
        return refusal(estimate)
    measures, weights = boolean.complexity(chosen.table), walsh_weights(as_table(chosen.table))
    return Facts(chosen.beside, chosen.table, estimate, measures, weights)


def figure(told: Facts) -> None:
    """Write how probable the function is, and draw its Walsh spectrum."""
    with told.beside:
        _probability(told)
        show(spectrum.by_degree(told.weights), "walsh")


def _probability(told: Facts) -> None:
    """Write P(f), '1 in …' and the size of the class."""
    log_p, error = told.estimate
    if log_p == -math.inf:
        text.show("simplicity", "impossible")
        return
    left, right = st.columns(2)
    left.metric("P(f)", number(math.exp(log_p), ".3g"), help=text.section("simplicity", "probability_help"))
    right.metric("One network in", number(math.exp(-log_p), ".3g"))
    st.caption(f"± {number(100 * error, '.1g')} %")


SECTION = Section("simplicity", "function", controls, facts, figure, fields=TABLE_FIELD)
