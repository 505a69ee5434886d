"""The puzzle in the Playground: its points, with the labels 0, 1, 2 and 3 as candidates."""

import streamlit as st

from explorer.language import phrases_of
from explorer.scene.scene import Candidate, Scene
from explorer.studies.puzzle.numbers import ARCHITECTURE, BUMP, DATASET
from explorer.ui import session

phrase = phrases_of("studies/puzzle")

_SCENE = Scene(ARCHITECTURE, DATASET, tuple(Candidate(name, (BUMP,), (float(y),)) for y, name in enumerate("ABCD")))


def open_in_playground() -> None:
    """Draw a button that opens the puzzle in the Playground; Undo there restores the scene."""
    if st.button(phrase("playground"), icon=":material/scatter_plot:"):
        session.commit(_SCENE)
        st.switch_page("app.py")
