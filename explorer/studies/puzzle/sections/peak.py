"""Experiment 2: the label with the highest score is the kernel regression, at any input."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.puzzle.numbers import ARCHITECTURE, BUMP, DATASET, Mistake, score
from explorer.ui import settings, text
from explorer.ui.section import Absent, Section
from ntkcore import predict
from ntkcore.cache import cached

phrase = phrases_of("studies/puzzle")


class Sides(NamedTuple):
    """The two sides of the identity at one input."""

    best: float  # the label with the highest log p
    regression: float


@cached(512)  # one number for each of the slider's 301 inputs
def regression(x: float) -> float:
    """Cached k*ᵀK⁻¹y, computed as a posterior mean."""
    return float(predict(ARCHITECTURE, DATASET.x, DATASET.y, np.array([x]), prior="ntk").mean[0])


def controls() -> float:
    """Draw the slider of the input; return it."""
    return settings.slide(phrase("peak.at"), "at", 0.01)


def sides(x: float) -> Sides | Absent:
    """Compute both sides; Absent at a training point, whose label is fixed."""
    best = score(Mistake.NONE, x)
    if best.extremum == "noise":
        return Absent(text.section("puzzle", "identity_none"))
    return Sides(best.best, regression(x))


def figure(both: Sides) -> None:
    """Show both numbers side by side."""
    left, right = st.columns(2)
    left.metric(phrase("peak.best"), number(both.best, ".6f"))
    right.metric(phrase("peak.regression"), number(both.regression, ".6f"))


def words(_: Sides) -> None:
    """Write what the identity means for the puzzle."""
    text.show("puzzle", "identity", regression=number(regression(BUMP), ".2g"))


SECTION = Section("puzzle", "peak", controls, sides, figure, words, {"at": settings.Number(-1.5, 1.5, BUMP)})
