"""The Simplicity page's first tab: one Boolean function, how probable it is, and how simple."""

import math
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.simplicity.figures import spectrum
from explorer.studies.simplicity.numbers import functions
from explorer.studies.simplicity.numbers.measures import NAMES, measured
from explorer.studies.simplicity.sections.table import TABLE_FIELD, one_in, percent, pick_table, refusal
from explorer.ui import session, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.boolean.measures import walsh_weights
from ntkcore.boolean.shortest import shortest_formula
from ntkcore.boolean.tables import as_table, number_of

phrase = phrases_of("studies/simplicity")


class Chosen(NamedTuple):
    """The table that was clicked, and where on the page it is told about: right below the table, and beside it."""

    table: str
    below: Any
    beside: Any


class Facts(NamedTuple):
    """The probability of a function under this network, and how complex the function is."""

    chosen: Chosen
    estimate: functions.Estimate
    weights: np.ndarray  # (n + 1,): the share of each degree in the Walsh spectrum


def controls() -> Chosen:
    """Draw the truth table on the left; return it, and both columns."""
    left, right = st.columns([4, 7], gap="medium")
    with left:
        return Chosen(pick_table(), left, right)


def facts(chosen: Chosen) -> Facts | Absent:
    """Compute the probability and the spectrum of the function."""
    estimate = functions.probability(session.current().architecture, chosen.table)
    if isinstance(estimate, functions.Refused):
        return refusal(estimate)
    return Facts(chosen, estimate, walsh_weights(as_table(chosen.table)))


def figure(told: Facts) -> None:
    """Write how probable the function is and how complex, and draw its spectrum; the rank, which takes longer, last."""
    table, below, beside = told.chosen
    with below, st.container(key="probability"):
        _probability(told.estimate)
    with beside:
        rank = st.container()
        left, right = st.columns([11, 10])
        with left:
            _complexity(table)
        with right:
            text.show("simplicity", "walsh")
            show(spectrum.by_degree(told.weights), "walsh")
        st.markdown(phrase("function.formula", formula=shortest_formula(table)))
        text.caption("simplicity", "truth")
    with rank:
        _rank(told)


def _probability(estimate: functions.Estimate) -> None:
    """Write P(f) with its error, and '1 in …'."""
    log_p, error = estimate
    if log_p == -math.inf:
        text.show("simplicity", "impossible")
        return
    text.show("simplicity", "probability", p=number(math.exp(log_p), ".3g"), error=percent(error), times=one_in(log_p))


def _rank(told: Facts) -> None:
    """Write how many functions are more probable, and the size of the class."""
    if told.estimate.log_p == -math.inf:
        return
    every = functions.all_functions(session.current().architecture, functions.bits_of(told.chosen.table))
    if isinstance(every, functions.Refused):
        return
    fewest, most, equal, total = functions.rank_of(every, told.chosen.table)
    above = number(fewest, ",d")
    if fewest != most:
        above = phrase("function.range", fewest=above, most=number(most, ",d"))
    text.show("simplicity", "rank", above=above, total=number(total, ",d"), equal=number(equal, ",d"))


def _complexity(table: str) -> None:
    """Write each measure of the function beside its mean over all functions."""
    bits, at = functions.bits_of(table), number_of(as_table(table))
    rows = [phrase("function.head"), "|:--|--:|--:|"]
    for name, label in NAMES.items():
        every = measured(name, bits).all
        rows.append(f"| {label} | **{number(float(every[at]), '.3g')}** | {number(float(every.mean()), '.3g')} |")
    with st.container(key="table_complexity"):
        st.markdown("\n".join(rows))


def words(_: Facts) -> None:
    """Explain the measures."""
    text.show("simplicity", "measures")


SECTION = Section("simplicity", "function", controls, facts, figure, words, TABLE_FIELD)
