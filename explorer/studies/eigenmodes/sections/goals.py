"""The Eigenmodes page's part about goals: two features that agree in training, and which of them is the likelier."""

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.studies.eigenmodes.figures import attribution as figures
from explorer.studies.eigenmodes.figures import spectrum as maps
from explorer.studies.eigenmodes.numbers import goals
from explorer.studies.eigenmodes.numbers.goals import Feature
from explorer.studies.eigenmodes.sections.attribution import odds_words
from explorer.studies.eigenmodes.sections.spectrum import FEATURES, choose_kernel
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from ntkcore.architecture import Architecture
from ntkcore.cache import cached


@cached(128)  # some kB each; the sliders of noise and network pass through many
def _goals(arch: Architecture, kernel: str, bits: int, one: str, other: str, noise_std: float) -> goals.Goals:
    return goals.compare(arch, kernel, bits, Feature(one), Feature(other), noise_std)


def choose_goals() -> tuple[str, str, int]:
    """Two features and the dimension of the cube."""
    first, second, bits = st.columns(3)
    with first:
        one = settings.choose(st.selectbox, "Goal A follows", "goal_a", FEATURES)
    with second:
        other = settings.choose(st.selectbox, "Goal B follows", "goal_b", FEATURES)
    with bits:
        return one, other, settings.slide("Inputs d", "bits")


def goal_figures(kernel: str, one: str, other: str, bits: int) -> goals.Goals | None:
    """The cube with what is known and what is asked, and the odds by degree; None if the features are one."""
    scene = session.current()
    found = _goals(scene.architecture, kernel, bits, one, other, scene.noise_std)
    if not found.test:
        st.info("A and B are the same feature, so they never disagree. Choose another feature for B.")
        return None
    labels = [goals.feature(Feature(name), bits) for name in (one, other)]
    left, right = st.columns(2)
    with left:
        st.markdown("**What training shows**")
        both = np.where(labels[0] == labels[1], labels[0], 0.0)
        show(maps.corners(both, "label %{z:+.0f} (0 means never shown)"), "corners")
        text.caption("eigenmodes", "corners")
    with right:
        st.markdown("**Which modes decide**")
        show(figures.odds(found, "A", "B"), "odds")
        text.caption("eigenmodes", "odds")
    return found


def goal() -> None:
    """The whole part: two features, the odds, and which modes decide."""
    kernel = choose_kernel()
    one, other, bits = choose_goals()
    found = goal_figures(kernel, one, other, bits)
    if found is None:
        return
    first, second = f"A ({FEATURES[one]})", f"B ({FEATURES[other]})"
    text.show(
        "eigenmodes",
        "goal_result",
        train=found.train,
        test=found.test,
        odds=number(found.log_odds, "+.2f"),
        verdict=odds_words(found.log_odds, first, second),
        mean="wide networks, trained to the end," if kernel == "ntk" else "networks drawn at random that fit the data",
        strength=number(found.agreement, "+.2f"),
    )
    text.caption("eigenmodes", "goal_caption", noise=number(session.current().noise_std))
