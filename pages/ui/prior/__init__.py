"""The Prior page's controls; each of its parts has a room of its own."""

import streamlit as st

from ntkcore.architecture import LIMITS
from ntkcore.scene import snap
from pages.ui import focus

PARTS = {"functions": "Functions", "kernel": "Similarity", "digits": "Digits", "evidence": "Evidence"}
KERNELS = {"nngp": "NNGP", "ntk": "NTK"}
MEASURES = {"kernel": "k(x, x′)", "cosine": "Cosine"}
TERMS = {"total": "log p", "fit": "Data fit", "complexity": "Complexity"}
_LAST_IMAGE = 239
FIELDS = {
    "show": focus.Choice(tuple(PARTS)),
    "width": focus.Choice(("10", "1", "3", "100", "1000")),
    "at": focus.Number(LIMITS["x"].low, LIMITS["x"].high, 0.7),
    "measure": focus.Choice(tuple(MEASURES)),
    "a": focus.Number(LIMITS["x"].low, LIMITS["x"].high, -0.5),
    "b": focus.Number(LIMITS["x"].low, LIMITS["x"].high, 0.7),
    "image_a": focus.Number(0, _LAST_IMAGE, 228),
    "image_b": focus.Number(0, _LAST_IMAGE, 73),
    "image_c": focus.Number(0, _LAST_IMAGE, 184),
    "evidence": focus.Choice(tuple(KERNELS)),
    "term": focus.Choice(tuple(TERMS)),
}


def choose_part() -> str:
    """Which part of the page is shown."""
    return focus.choose(
        st.segmented_control, "Show", "show", PARTS, required=True, label_visibility="collapsed", width="stretch"
    )


def pick_input(label: str, key: str) -> float:
    """A slider over the inputs."""
    focus.slide(label, key, step=0.05, format="%.2f")
    return picked(key)


def picked(key: str) -> float:
    """The input in focus under `key`, on the grid of inputs whatever the link said."""
    return snap(focus.get(key))
