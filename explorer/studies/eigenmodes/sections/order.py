"""The Eigenmodes page's order of learning: what is learned by time t, and how the time to learn grows."""

import math
from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import in_formula, number
from explorer.language import phrases_of
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.numbers import decay
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum
from explorer.studies.eigenmodes.sections.inputs import FIELDS, choose_inputs
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section

phrase = phrases_of("studies/eigenmodes")

_TIMES = tuple(float(f"{10 ** (k / 4):.3g}") for k in range(-8, 17))
_DRAWN_TIMES = np.logspace(-2, 4, 121)


class Order(NamedTuple):
    """A spectrum of the NTK, its theory, and the chosen training time."""

    spectrum: Spectrum
    theory: decay.Theory
    time: float


def controls() -> tuple[Spectrum, float] | Absent:
    """Draw the inputs and the training time."""
    spectrum = choose_inputs("ntk")
    return spectrum if isinstance(spectrum, Absent) else (spectrum, choose_time())


def choose_time() -> float:
    """Draw the slider of the training time; return the time."""
    return settings.pick(phrase("order.time"), "t", _TIMES)


def order_of(chosen: tuple[Spectrum, float]) -> Order:
    """Add the theory to the spectrum."""
    spectrum, time = chosen
    return Order(spectrum, decay.theory(session.current().architecture, spectrum, "ntk"), time)


def figure(order: Order) -> None:
    """Draw each mode's error against time, and the time to learn against k."""
    left, right = st.columns(2)
    with left:
        show(figures.order.residuals(order.spectrum, order.time, _DRAWN_TIMES), "residuals")
    with right:
        show(figures.order.times_to_learn(*order), "times")


def learned_text(spectrum: Spectrum, theory: decay.Theory, time: float) -> str:
    """Sentences about how many modes are learned at `time`, and how the time to learn grows."""
    counts = spectrum.multiplicity
    learned = int(counts[spectrum.values * time >= 1.0].sum())
    measured = decay.measure(spectrum, theory.law)
    grows = ""
    if math.isfinite(theory.exponent):
        wave = "k" if spectrum.inputs == InputSet.CIRCLE else "(k-1)"
        powers = {"measured": in_formula(-measured.exponent, ".2f"), "theory": in_formula(-theory.exponent, ".0f")}
        grows = phrase("order.grows", wave=wave, **powers)
    return phrase("order.learned", time=number(time), learned=learned, count=counts.sum(), grows=grows)


def words(order: Order) -> None:
    """Write how many modes are learned, what the axes are, and the formula."""
    st.markdown(learned_text(*order))
    training = order.spectrum.inputs == InputSet.TRAINING
    what = r"$\tfrac12\sum(f-y)^2$" if training else phrase("order.half_mean")
    text.caption("eigenmodes", "order_caption", loss=what)
    text.show("eigenmodes", "order_formula")


SECTION = Section(
    "eigenmodes", "order", controls, order_of, figure, words, FIELDS | {"t": settings.Number(0.01, 1e4, 10.0)}
)
