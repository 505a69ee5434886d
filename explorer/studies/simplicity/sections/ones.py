"""The Simplicity page's theorem on perceptrons without bias: every number of ones is as probable as every other."""

import math

import streamlit as st

from explorer.format import number
from explorer.language import Phrases, phrases_of
from explorer.studies.simplicity.figures import counted
from explorer.studies.simplicity.numbers import gates
from explorer.studies.simplicity.numbers.ones import DRAWS, Ones, ones
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section

phrase = phrases_of("studies/simplicity")
_WEIGHTS = Phrases("studies/simplicity", "ones.weights", ("gauss", "uniform"))


def controls() -> tuple[int, str, float, str]:
    """Draw the number of inputs, the spread of the bias, the values of inputs, and the distribution of weights."""
    left, right = st.columns(2)
    with left, settings.together("ones"):
        bits = settings.slide(phrase("ones.inputs"), "ones_n")
        bias = settings.slide(phrase("ones.bias"), "ones_b", 0.05)
    with right, settings.together("drawn_weights"):
        encoding = settings.choose(phrase("ones.encoding"), "ones_x", gates.ENCODINGS)
        weights = settings.choose(phrase("ones.distribution"), "ones_w", _WEIGHTS)
    return int(bits), encoding, float(bias), weights


def drawn(chosen: tuple[int, str, float, str]) -> Ones:
    """Draw the perceptrons."""
    return ones(*chosen, session.current().seed)


def figure(counts: Ones) -> None:
    """Draw the share of each number of ones."""
    show(counted.number_of_ones(counts), "ones")


def words(counts: Ones) -> None:
    """Write how well draws and theory agree, or what the bias changes."""
    constant, draws = number(100 * float(counts.p[0] + counts.p[-1]), ".3g"), number(DRAWS, ",d")
    if counts.theory is None:
        text.show("simplicity", "ones_bias", constant=constant, draws=draws)
    elif math.isnan(counts.chi_square):
        text.show("simplicity", "ones_balanced", draws=draws, count=int(counts.counts.argmax()))
    else:
        shown = {"each": len(counts.counts) - 1, "chi": number(counts.chi_square, ".2f"), "draws": draws}
        text.show("simplicity", "ones_equal", **shown)


SECTION = Section(
    "simplicity",
    "ones",
    controls,
    drawn,
    figure,
    words,
    {
        "ones_n": settings.Number(2, 7, 5),
        "ones_b": settings.Number(0.0, 2.0, 0.0),
        "ones_x": settings.Choice(tuple(sorted(gates.ENCODINGS))),
        "ones_w": settings.Choice(tuple(_WEIGHTS)),
    },
)
