"""The Eigenmodes page's goals: two features that agree in training, and which of them is the likelier."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.numbers import goals
from explorer.studies.eigenmodes.numbers.goals import Feature
from explorer.studies.eigenmodes.sections.attribution import odds_text
from explorer.studies.eigenmodes.sections.inputs import BITS_FIELD, KERNEL_FIELD, choose_kernel
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached

phrase = phrases_of("studies/eigenmodes")

FEATURES = Phrases(
    "studies/eigenmodes",
    "features",
    {
        Feature.FIRST.value: "first",
        Feature.PAIR.value: "pair",
        Feature.SECOND.value: "second",
        Feature.TRIPLE.value: "triple",
        Feature.MAJORITY.value: "majority",
        Feature.PARITY.value: "parity",
    },
)


class TwoGoals(NamedTuple):
    """Two goals, by the names of the features that they follow, on the cube of `bits` dimensions, under one kernel."""

    kernel: str
    first: str
    second: str
    bits: int


class Rivals(NamedTuple):
    """The chosen goals and their odds."""

    chosen: TwoGoals
    odds: goals.Goals


@cached(128)  # some kB each; the sliders of noise and network pass through many
def _goals(arch: Architecture, kernel: str, bits: int, first: str, second: str, noise_std: float) -> goals.Goals:
    return goals.weigh_features(arch, kernel, bits, Feature(first), Feature(second), noise_std)


def choose_goals() -> TwoGoals:
    """Draw the controls: the kernel, two features and the dimension of the cube."""
    kernel = choose_kernel()
    left, middle, right = st.columns(3)
    with left:
        first = settings.choose(phrase("goals.a"), "goal_a", FEATURES, as_menu=True)
    with middle:
        second = settings.choose(phrase("goals.b"), "goal_b", FEATURES, as_menu=True)
    with right:
        return TwoGoals(kernel, first, second, settings.slide(phrase("goals.inputs"), "bits"))


def compute_odds(chosen: TwoGoals) -> Rivals | Absent:
    """Compute the odds of the two goals; Absent if the features are the same."""
    scene = session.current()
    kernel, first, second, bits = chosen
    result = _goals(scene.architecture, kernel, bits, first, second, scene.noise_std)
    if not result.test:
        return Absent(phrase("goals.same"))
    return Rivals(chosen, result)


def figure(rivals: Rivals) -> None:
    """Draw the labels that training shows, and the odds by degree."""
    _, first, second, bits = rivals.chosen
    labels = [goals.feature(Feature(name), bits) for name in (first, second)]
    left, right = st.columns(2)
    with left:
        st.markdown(phrase("goals.shows"))
        both = np.where(labels[0] == labels[1], labels[0], 0.0)
        show(figures.modes.corners(both, phrase("corners.label")), "corners")
        text.caption("eigenmodes", "corners")
    with right:
        st.markdown(phrase("goals.decide"))
        show(figures.attribution.odds_by_degree(rivals.odds, "A", "B"), "odds")
        text.caption("eigenmodes", "odds")


def words(rivals: Rivals) -> None:
    """Write the odds, the mean of such networks, and the formula."""
    (kernel, first, second, _), odds = rivals
    text.show(
        "eigenmodes",
        "goal_result",
        train=odds.train,
        test=odds.test,
        odds=number(odds.log_odds, "+.2f"),
        verdict=odds_text(odds.log_odds, f"A ({FEATURES[first]})", f"B ({FEATURES[second]})"),
        mean=phrase("goals.trained" if kernel == "ntk" else "goals.random"),
        strength=number(odds.agreement, "+.2f"),
    )
    text.show("eigenmodes", "goal_formula")
    text.caption("eigenmodes", "goal_caption", noise=number(session.current().noise_std))


SECTION = Section(
    "eigenmodes",
    "goal",
    choose_goals,
    compute_odds,
    figure,
    words,
    {
        "kernel": KERNEL_FIELD,
        "bits": BITS_FIELD,
        "goal_a": settings.Choice(tuple(FEATURES)),
        "goal_b": settings.Choice(tuple(sorted(FEATURES, key=lambda name: name != Feature.PAIR))),
    },
)
