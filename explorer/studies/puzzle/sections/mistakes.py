"""Experiment 3: a mistake in the computation, the score with it, and its symptoms."""

from typing import NamedTuple

import streamlit as st

from explorer.format import number
from explorer.studies.puzzle import figures
from explorer.studies.puzzle.numbers import BUMP, WRONG_SIGN, Mistake, Score, score, symptoms
from explorer.ui import light, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

NAMES = {
    Mistake.NO_INVERSE: "the inverse is missing: yᵀKy",
    Mistake.REVERSED: "eigenvalues in reverse order",
    Mistake.ROWS: "rows used as eigenvectors",
    Mistake.PSEUDO_INVERSE: "no bias, pseudo-inverse",
    Mistake.BIAS_FREE_JITTER: "no bias, a little jitter",
    Mistake.BIAS_FREE: "no bias, plain inverse",
    Mistake.TOGETHER: "three labels at the same x in one K",
    Mistake.BRACKET: "κ₁ with a bracket misplaced",
    Mistake.ARCCOS: "κ₁ with arccos u instead of π − arccos u",
    Mistake.LOST_FACTOR: "κ₁ without its factor u",
    Mistake.LOST_NORMS: "κ₁ without |x| |x′|",
    Mistake.SINGLE: "single precision",
    Mistake.NNGP: "NNGP kernel instead of the NTK",
}
SYMPTOMS = ("peak near 3", "1 likelier than 0, 2 than 1, 3 than 2", "wrong sign at 0.7")


class Computed(NamedTuple):
    """Scores at both inputs, correct and with a mistake, and the symptoms that the mistake has."""

    right: dict[float, Score]
    wrong: dict[float, Score]
    symptoms: tuple[bool, bool, bool]


def controls() -> Mistake:
    """Draw the choice of the mistake; return it."""
    names = {str(mistake): name for mistake, name in NAMES.items()}
    return Mistake(settings.choose("What went wrong?", "mistake", names, as_menu=True))


def computed(mistake: Mistake) -> Computed:
    """Compute the scores with and without the mistake."""
    right, wrong = ({x: score(each, x) for x in (BUMP, WRONG_SIGN)} for each in (Mistake.NONE, mistake))
    return Computed(right, wrong, symptoms(mistake))


def figure(scores: Computed) -> None:
    """Draw both scores at both inputs."""
    show(figures.scores(scores.right, scores.wrong), "scores_figure")


def words(scores: Computed) -> None:
    """Write the label that the mistake prefers, its symptoms, all mistakes in a table, and the answer."""
    verdicts = (f"At x = {number(x, '.3g')}, {_verdict(each)}." for x, each in scores.wrong.items())
    st.markdown(text.together(" ".join(verdicts)))
    with st.container(horizontal=True):
        for shown, label in zip(scores.symptoms, SYMPTOMS, strict=True):
            icon, colour = (":material/check:", "green") if shown else (":material/close:", "gray")
            st.badge(label, icon=icon, color=colour)
    with st.expander("All computations in one table"):
        _table()
    text.show("puzzle", "answer")


def _table() -> None:
    """Draw a table of all mistakes."""
    rows = []
    for mistake in (Mistake.NONE, *NAMES):
        scores, reported = [score(mistake, x) for x in (BUMP, WRONG_SIGN)], symptoms(mistake)
        marks = ["✓" if each else "" for each in reported]
        best = [_short(each) for each in scores]
        rows.append((NAMES.get(mistake, "correct"), *best, *marks))
    head = (
        "computation",
        f"best label at {number(BUMP, '.3g')}",
        f"at {number(WRONG_SIGN, '.3g')}",
        "peak ≈ 3",
        "rises to 3",
        "wrong sign",
    )
    light.table(head, rows, "mistakes")


def _short(score: Score) -> str:
    best = number(score.best, ".2f")
    return {"maximum": best, "minimum": f"{best} is the worst", "noise": "rounding noise"}[score.extremum]


def _verdict(score: Score) -> str:
    best = number(score.best, ".2f")
    match score.extremum:
        case "maximum":
            return f"it prefers y = **{best}**"
        case "minimum":
            return f"y = {best} is the *least* likely label, and labels further away are always likelier"
    return "K has no inverse, so any number that comes out is **rounding noise**"


SECTION = Section(
    "puzzle",
    "mistakes",
    controls,
    computed,
    figure,
    words,
    {"mistake": settings.Choice(tuple(map(str, NAMES)))},
)
