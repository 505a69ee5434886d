"""The Bounds page's digits with wrong labels: no valid bound is below ½ where labels are drawn by a coin."""

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.bounds.figures import curves
from explorer.studies.bounds.numbers import labels
from explorer.studies.bounds.numbers.curve import bounds_of
from explorer.studies.bounds.numbers.labels import Digits
from explorer.studies.bounds.sections.chosen import or_absent
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section

phrase = phrases_of("studies/bounds")

_COINS = 0.5


def controls() -> tuple[float, int]:
    """Draw the share of wrong labels and the number of the order; return both."""
    left, right = st.columns(2)
    with left:
        flips = settings.slide(phrase("chosen.flips"), "wrong", 0.01, help=text.section("bounds", "wrong_help"))
    with right:
        shuffle = settings.slide(phrase("chosen.shuffle"), "shuffle", help=text.section("bounds", "shuffle_help"))
    return flips, int(shuffle)


def learn(chosen: tuple[float, int]) -> Digits | Absent:
    """Compute P(S) and the error on the images left out; Absent where that is not possible."""
    arch = session.current().architecture
    return or_absent(lambda: labels.with_wrong_labels(arch, *chosen), "digits_rank")


def figure(answer: Digits) -> None:
    """Draw error and bounds against the number of digits."""
    show(curves.wrong_labels(answer, bounds_of(answer.log_p, answer.m, settings.get("delta"))), "wrong_labels")


def words(answer: Digits) -> None:
    """Write the error and the bounds at the end, and where the bounds must lie."""
    bounds = bounds_of(answer.log_p, answer.m, settings.get("delta"))
    error = f"{number(answer.error[-1], '.3f')} ± {number(answer.standard_error[-1], '.3f')}"
    last = {"m": int(answer.m[-1]), "error": error, "bound": number(bounds.realisable[-1], ".3f")}
    if settings.get("wrong") == _COINS:
        text.show("bounds", "coins", lowest=number(float(bounds.realisable.min()), ".3f"), **last)
    else:
        text.show("bounds", "some_wrong", **last)


SECTION = Section(
    "bounds",
    "labels",
    controls,
    learn,
    figure,
    words,
    {"wrong": settings.Number(0.0, _COINS, _COINS), "shuffle": settings.Number(0, 99, 0)},
)
