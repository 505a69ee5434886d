"""The Prior page's similarity: both kernels as pictures, two inputs compared, and the formula behind them."""

import math
from typing import Any

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.grid.prior import prior_kernels
from explorer.scene.units import Axis
from explorer.scene.window import GRID, grid_index
from explorer.studies.prior import figures
from explorer.studies.prior.numbers import formulas, similarity
from explorer.studies.prior.sections import KERNELS, MEASURES, input_text, pick_input, picked
from explorer.ui import session, settings, text, units
from explorer.ui.plots import show
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.choices import Activation

_SYMBOLS = {"nngp": "𝒦", "ntk": "Θ"}
_STRIDE = 5  # every 0.05 in x: as fine as the eye can tell at this size


def kernel_controls() -> None:
    """Which of the two measures, and the two inputs."""
    left, first, second = st.columns(3)
    with left:
        settings.choose(st.segmented_control, "Shown", "measure", MEASURES, required=True)
    with first:
        pick_input("Input a", "a")
    with second:
        pick_input("Input b", "b")


@cached(64)  # a figure of 25 kB, for each pair of inputs on the way of a slider
def _picture(arch: Architecture, key: str, measure: str, a: float, b: float, x_axis: Axis) -> Any:
    """One kernel at every 0.05, and at both inputs."""
    places = np.unique(np.concatenate([np.arange(0, len(GRID), _STRIDE), grid_index([a, b])]))
    pick = int(np.searchsorted(places, grid_index(a))), int(np.searchsorted(places, grid_index(b)))
    gram = np.asarray(prior_kernels(arch).of(key))[np.ix_(places, places)]
    if measure == "cosine":
        return figures.similarity(GRID[places], similarity.cosine(gram), pick, f"cos {_SYMBOLS[key]}", x_axis)
    return figures.similarity(GRID[places], gram, pick, _SYMBOLS[key], x_axis)


def kernels_beside() -> None:
    """Both kernels with their slices, and the formula of the chosen architecture."""
    arch = session.current().architecture
    a, b = picked("a"), picked("b")
    with st.container(key="kernels"):
        columns = st.columns([5, 5, 6])
    for column, (key, name) in zip(columns, KERNELS.items(), strict=False):
        with column:
            st.markdown(f"**{name}**")
            figure = _picture(arch, key, settings.get("measure"), a, b, session.current().x_axis)
            show(figure, f"similarity_{key}")
    with columns[2]:
        _formula(arch, a, b)
    text.caption("prior", "kernel_caption")


def how_alike() -> None:
    """In words, how alike the network finds the two inputs."""
    a, b = picked("a"), picked("b")
    places = grid_index([a, b])
    rows = []
    for key, name in KERNELS.items():
        gram = np.asarray(prior_kernels(session.current().architecture).of(key))[np.ix_(places, places)]
        alike = float(similarity.cosine(gram)[0, 1])
        said = (
            f"cosine {number(alike, '.3f')}: {in_words(alike)}" if math.isfinite(alike) else "one of them is always 0"
        )
        rows.append(f"- **{name}**: {_SYMBOLS[key]}(a, b) = {number(gram[0, 1], '.4g')}, {said}.")
    st.markdown(f"How similar are a = {input_text(a)} and b = {input_text(b)}?\n" + "\n".join(rows))


def in_words(alike: float) -> str:
    """What a cosine similarity says."""
    steps = (
        (0.99, "almost the same input"),
        (0.9, "very similar"),
        (0.6, "similar"),
        (0.2, "a little similar"),
        (0.05, "hardly similar"),
        (-0.05, "unrelated"),
    )
    return next(
        (words for least, words in steps if alike >= least), "opposites: what goes up at one goes down at the other"
    )


def _formula(arch: Architecture, a: float, b: float) -> None:
    """The closed form with the present numbers, and the numbers of each layer at the two inputs."""
    relu = arch.activation == Activation.RELU
    st.markdown("**In closed form, with the present numbers**")
    if relu and arch.hidden_layers == 1:
        st.latex(formulas.one_layer_relu(arch))
        st.latex(formulas.arc_cosine())
    else:
        st.latex(formulas.recursion(arch))
        angles = [formulas.arc_cosine()] if relu else []
        st.latex(formulas.stacked(formulas.dual(arch.activation), formulas.names(), *angles))
    rows = formulas.table(similarity.layers(arch, a, b))
    lines = ["| layer l | c | Σˡ(a, b) | Θˡ(a, b) |", "|--:|--:|--:|--:|", *(f"| {' | '.join(row)} |" for row in rows)]
    st.markdown("\n".join(lines))
    units.inputs_caption()
    papers = (
        "" if relu and arch.hidden_layers == 1 else " Recursion: Lee et al. 2018, eq. 4; Jacot et al. 2018, thm. 1."
    )
    st.caption(f"{formulas.DUALS[arch.activation].paper}{papers}")
