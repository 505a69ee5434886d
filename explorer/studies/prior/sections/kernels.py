"""The Prior page's similarity: both kernels as pictures, two inputs compared, and the formula behind them."""

import math
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from explorer.figures.live import followed
from explorer.figures.palette import RISING, SIGNED
from explorer.format import number
from explorer.grid.prior import prior_kernels
from explorer.language import Phrases, cached_in_language, phrases_of
from explorer.scene.units import Axis
from explorer.scene.window import GRID, grid_index
from explorer.studies.prior import figures
from explorer.studies.prior.numbers import formulas, similarity
from explorer.studies.prior.sections.inputs import input_field, input_text, pick_input
from explorer.ui import session, settings, units
from explorer.ui.kernels import NAMES, SYMBOLS
from explorer.ui.plots import show
from explorer.ui.section import Section
from ntkcore.architecture import Architecture
from ntkcore.choices import Activation, Kernel, Norm, Skip

phrase = phrases_of("studies/prior")

MEASURES = Phrases("studies/prior", "measures")
_STRIDE = 5  # every 0.05 in x: as fine as the eye can tell at this size


class Pair(NamedTuple):
    """The two chosen inputs a and b, and how both kernels compare them, by the kernel's key."""

    a: float
    b: float
    values: dict[str, float]  # k(a, b)
    cosines: dict[str, float]  # NaN where the network gives 0 at one of them
    layers: list[tuple[str, ...]]  # the rows of the table: the kernels after each layer


def kernel_controls() -> tuple[float, float]:
    """Draw the choice of the measure, and the two inputs; return the inputs."""
    left, first, second = st.columns(3)
    with left:
        settings.choose(phrase("kernels.shown"), "measure", MEASURES)
    with first:
        a = pick_input(phrase("kernels.input_a"), "a")
    with second:
        return a, pick_input(phrase("kernels.input_b"), "b")


def compared(inputs: tuple[float, float]) -> Pair:
    """Compute both kernels at the two inputs."""
    arch, at = session.current().architecture, grid_index(inputs)
    grams = {key: np.asarray(prior_kernels(arch).of(key))[np.ix_(at, at)] for key in NAMES}
    return Pair(
        *inputs,
        {key: float(gram[0, 1]) for key, gram in grams.items()},
        {key: float(similarity.cosine(gram)[0, 1]) for key, gram in grams.items()},
        formulas.table(similarity.layers(arch, *inputs)),
    )


@cached_in_language(64)  # a figure of 25 kB, for each pair of inputs on the way of a slider
def _picture(arch: Architecture, key: str, measure: str, a: float, b: float, x_axis: Axis) -> Any:
    """The figure of one kernel at every 0.05, and at both inputs."""
    grid_indices = np.unique(np.concatenate([np.arange(0, len(GRID), _STRIDE), grid_index([a, b])]))
    pick = int(np.searchsorted(grid_indices, grid_index(a))), int(np.searchsorted(grid_indices, grid_index(b)))
    gram = np.asarray(prior_kernels(arch).of(key))[np.ix_(grid_indices, grid_indices)]
    symbol = SYMBOLS[key]
    if measure == "cosine":
        gram, symbol = similarity.cosine(gram), f"cos {symbol}"
    figure = figures.similarity(GRID[grid_indices], gram, pick, symbol, Kernel(key), x_axis)
    hover = figures.pair_text(a, b, symbol, x_axis)
    scales = {"signed": SIGNED, "rising": RISING}
    shown = {"kernel": key, "cosine": measure == "cosine", "stride": _STRIDE, "a": a, "b": b, "pair": hover}
    return followed(figure, "similarity", arch, **shown, **scales)


def show_kernels(pair: Pair) -> None:
    """Write how similar a and b are, draw both kernels with their slices, and write the formula of the network."""
    rows = [f"- **{name}**: {SYMBOLS[key]}(a, b) = {_compared(pair, key)}." for key, name in NAMES.items()]
    question = phrase("kernels.question", a=input_text(pair.a), b=input_text(pair.b))
    st.markdown("\n".join([question, *rows]))
    scene = session.current()
    with st.container(key="kernels"):
        columns = st.columns([5, 5, 6])
    for column, (key, name) in zip(columns, NAMES.items(), strict=False):
        with column:
            st.markdown(f"**{name}**")
            figure = _picture(scene.architecture, key, settings.get("measure"), pair.a, pair.b, scene.x_axis)
            show(figure, f"similarity_{key}")
    with columns[2]:
        _formula(scene.architecture, pair)


def _compared(pair: Pair, key: str) -> str:
    """The kernel's value, the cosine, and a phrase for it."""
    cosine = pair.cosines[key]
    comparison = (
        phrase("kernels.cosine", cosine=number(cosine, ".3f"), phrase=in_words(cosine))
        if math.isfinite(cosine)
        else phrase("kernels.zero")
    )
    return f"{number(pair.values[key], '.4g')}, {comparison}"


def in_words(cosine: float) -> str:
    """A phrase for a cosine similarity."""
    steps = (
        (0.99, phrase("kernels.same")),
        (0.9, phrase("kernels.very")),
        (0.6, phrase("kernels.similar")),
        (0.2, phrase("kernels.little")),
        (0.05, phrase("kernels.hardly")),
        (-0.05, phrase("kernels.unrelated")),
    )
    return next((name for least, name in steps if cosine >= least), phrase("kernels.opposite"))


def _formula(arch: Architecture, pair: Pair) -> None:
    """Write the closed form with the current numbers, and the kernels of each layer at the two inputs."""
    relu = arch.activation == Activation.RELU
    in_full = relu and arch.hidden_layers == 1 and arch.is_plain
    st.markdown(phrase("kernels.closed"))
    if in_full:
        st.latex(formulas.one_layer_relu(arch))
        st.latex(formulas.arc_cosine())
    else:
        st.latex(formulas.recursion(arch) if arch.is_plain else formulas.block_recursion(arch))
        angles = [formulas.arc_cosine()] if relu else []
        st.latex(formulas.stacked(formulas.dual(arch.activation), formulas.names(arch.norm), *angles))
    head = [phrase("kernels.head"), "|--:|--:|--:|--:|"]
    st.markdown("\n".join([*head, *(f"| {' | '.join(row)} |" for row in pair.layers)]))
    units.network_caption()
    papers = "" if in_full else phrase("kernels.recursion")
    papers += "" if arch.skip == Skip.NONE else phrase("kernels.skips")
    papers += "" if arch.norm == Norm.NONE else phrase("kernels.norm")
    st.caption(f"{formulas.PAPERS[arch.activation]}{papers}")


SECTION = Section(
    "prior",
    "kernel",
    kernel_controls,
    compared,
    show_kernels,
    fields={"measure": settings.Choice(tuple(MEASURES)), "a": input_field(-0.5), "b": input_field(0.7)},
)
