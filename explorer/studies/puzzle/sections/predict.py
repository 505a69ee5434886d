"""Experiment 1: a label that the reader expects, then what the prior makes of it."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.window import PLOT_INPUTS
from explorer.studies.puzzle import figures
from explorer.studies.puzzle.numbers import ARCHITECTURE, BUMP, DATASET, Mistake, Score, score
from explorer.studies.training.numbers.flow import curve
from explorer.ui import settings
from explorer.ui.plots import show
from explorer.ui.section import Section
from ntkcore.choices import Distribution

phrase = phrases_of("studies/puzzle")


class Guess(NamedTuple):
    """The reader's label, and the prior's answer once it is asked for."""

    label: float
    mean: np.ndarray | None  # (101,) of the prior given the points
    score: Score | None  # of all labels at the bump


def controls() -> tuple[float, bool]:
    """Draw the slider of the label and the switch that shows the answer; return both."""
    label = settings.slide(phrase("guess.label", x=number(BUMP, ".3g")), "guess", 0.1)
    return label, st.toggle(phrase("guess.show"))


def answer_guess(chosen: tuple[float, bool]) -> Guess:
    """Compute the prior's mean and its scores, if they are to be shown."""
    label, shown = chosen
    if not shown:
        return Guess(label, None, None)
    return Guess(label, curve(ARCHITECTURE, DATASET, 0.0, Distribution.NTK).mean, score(Mistake.NONE, BUMP))


def figure(guessed: Guess) -> None:
    """Draw the points, the reader's label, and the prior's mean."""
    answer = None if guessed.mean is None else (PLOT_INPUTS, guessed.mean)
    show(figures.guessed_label(DATASET, BUMP, guessed.label, answer), "guess_figure")


def words(guessed: Guess) -> None:
    """Write how much likelier the best label is."""
    if guessed.score is None:
        return
    best, label = guessed.score, guessed.label
    behind = -float(best.relative(np.array(label))) / np.log(10)
    times = number(10**behind, ".2g" if behind < 1 else ".1g")
    odds = phrase("guess.best") if behind < 0.02 else phrase("guess.less", times=times)
    st.markdown(phrase("guess.verdict", best=number(best.best, ".3g"), label=number(label, ".3g"), odds=odds))


SECTION = Section(
    "puzzle",
    "predict",
    controls,
    answer_guess,
    figure,
    words,
    {"guess": settings.Number(-2.0, 5.0, 0.0, default_1=3.0)},
)
