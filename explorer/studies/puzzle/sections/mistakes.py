"""Experiment 3: a mistake in the computation, the score with it, and its symptoms."""

from typing import NamedTuple

import streamlit as st

from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.puzzle import figures
from explorer.studies.puzzle.numbers import BUMP, WRONG_SIGN, Mistake, Score, score, symptoms
from explorer.ui import light, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/puzzle")

NAMES = Phrases("studies/puzzle", "names", {each: each.name.lower() for each in Mistake if each != Mistake.NONE})
SYMPTOMS = Phrases("studies/puzzle", "symptoms")


class Computed(NamedTuple):
    """Scores at both inputs, correct and with a mistake, and the symptoms that the mistake has."""

    right: dict[float, Score]
    wrong: dict[float, Score]
    symptoms: tuple[bool, bool, bool]


def controls() -> Mistake:
    """Draw the choice of the mistake; return it."""
    names = {str(mistake): name for mistake, name in NAMES.items()}
    return Mistake(settings.choose(phrase("mistakes.choose"), "mistake", names, as_menu=True))


def computed(mistake: Mistake) -> Computed:
    """Compute the scores with and without the mistake."""
    right, wrong = ({x: score(each, x) for x in (BUMP, WRONG_SIGN)} for each in (Mistake.NONE, mistake))
    return Computed(right, wrong, symptoms(mistake))


def figure(scores: Computed) -> None:
    """Draw both scores at both inputs."""
    show(figures.scores(scores.right, scores.wrong), "scores_figure")


def words(scores: Computed) -> None:
    """Write the label that the mistake prefers, its symptoms, all mistakes in a table, and the answer."""
    verdicts = (phrase("mistakes.at", x=number(x, ".3g"), verdict=_verdict(each)) for x, each in scores.wrong.items())
    st.markdown(text.together(" ".join(verdicts)))
    with st.container(horizontal=True):
        for shown, label in zip(scores.symptoms, SYMPTOMS.values(), strict=True):
            icon, colour = (":material/check:", "green") if shown else (":material/close:", "gray")
            st.badge(label, icon=icon, color=colour)
    with st.expander(phrase("mistakes.table")):
        _table()
    text.show("puzzle", "answer")


def _table() -> None:
    """Draw a table of all mistakes."""
    rows = []
    for mistake in (Mistake.NONE, *NAMES):
        scores, reported = [score(mistake, x) for x in (BUMP, WRONG_SIGN)], symptoms(mistake)
        marks = ["✓" if each else "" for each in reported]
        best = [_short(each) for each in scores]
        rows.append((NAMES.get(mistake, phrase("mistakes.correct")), *best, *marks))
    head = (
        phrase("mistakes.computation"),
        phrase("mistakes.best", x=number(BUMP, ".3g")),
        phrase("mistakes.also", x=number(WRONG_SIGN, ".3g")),
        phrase("mistakes.peak"),
        phrase("mistakes.rises"),
        phrase("mistakes.sign"),
    )
    light.table(head, rows, "mistakes")


def _short(score: Score) -> str:
    best = number(score.best, ".2f")
    return {"maximum": best, "minimum": phrase("mistakes.worst", y=best), "noise": phrase("mistakes.noise")}[
        score.extremum
    ]


def _verdict(score: Score) -> str:
    best = number(score.best, ".2f")
    match score.extremum:
        case "maximum":
            return phrase("mistakes.prefers", y=best)
        case "minimum":
            return phrase("mistakes.least", y=best)
    return phrase("mistakes.singular")


SECTION = Section(
    "puzzle",
    "mistakes",
    controls,
    computed,
    figure,
    words,
    {"mistake": settings.Choice(tuple(map(str, NAMES)))},
)
