"""The Eigenmodes page's spectrum: the eigenvalues, their measured decay, and what theory predicts."""

import math
from typing import NamedTuple

import streamlit as st

from explorer.format import in_formula, number
from explorer.language import Phrases, phrases_of
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.numbers import decay
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum
from explorer.studies.eigenmodes.sections.inputs import FIELDS, choose_inputs, followed_modes
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.choices import Activation, Norm, Skip

phrase = phrases_of("studies/eigenmodes")

AXES = Phrases("studies/eigenmodes", "axes")


class Analysis(NamedTuple):
    """A spectrum, its theory, and its measured decay."""

    spectrum: Spectrum
    theory: decay.Theory
    measured: decay.Decay


def choose_axes() -> str:
    """Draw the choice of axes: logarithmic in both directions, in λ alone, or linear."""
    return settings.choose(phrase("spectrum.axes"), "axes", AXES)


def controls() -> Spectrum | Absent:
    """Draw inputs, kernel and axes; return the spectrum."""
    return choose_inputs(None, choose_axes)


def analyse(spectrum: Spectrum) -> Analysis:
    """Measure how the spectrum decays, and add the theory."""
    theory = decay.theory(session.current().architecture, spectrum, settings.get("kernel"))
    return Analysis(spectrum, theory, decay.measure(spectrum, theory.law))


def figure(analysis: Analysis) -> None:
    """Draw the eigenvalues against k."""
    drawn = figures.modes.eigenvalues(*analysis, settings.get("axes"))
    show(followed_modes(drawn, analysis.spectrum, "eigenvalues"), "spectrum")
    text.caption("eigenmodes", "axes")


def words(analysis: Analysis) -> None:
    """Write the decay and its formula, and offer the network for which the formula is exact."""
    spectrum, theory, measured = analysis
    st.markdown(decay_text(spectrum, theory, measured))
    theory_formula(spectrum, theory)
    if spectrum.inputs == InputSet.CIRCLE and theory.law != decay.Law.EXACT and st.button(phrase("spectrum.try")):
        # For it the circle's values are exact. The sidebar shows the network too, so the whole page runs again.
        session.change(activation=Activation.RELU, hidden_layers=1, bias_std=0.0, skip=Skip.NONE, norm=Norm.NONE)
        st.rerun()
    text.show("eigenmodes", "mercer")


def decay_text(spectrum: Spectrum, theory: decay.Theory, measured: decay.Decay) -> str:
    """Sentences about the measured decay and the one that theory predicts."""
    wave = "k" if spectrum.inputs == InputSet.CIRCLE else "(k-1)"
    fit = phrase("spectrum.fit", first=measured.first, last=measured.last)
    power = phrase("spectrum.power", wave=wave, exponent=in_formula(measured.exponent, ".2f"), fit=fit)
    each = phrase("spectrum.each", times=number(measured.factor, ".2f"), fit=fit)
    count = int(spectrum.resolved.sum())
    match theory.law:
        case decay.Law.EXACT:
            odd = number(float(spectrum.values[3::2].max()), ".0e")
            return phrase("spectrum.exact", measured=power, odd=odd)
        case decay.Law.TAIL:
            return phrase("spectrum.tail", measured=power)
        case decay.Law.POWER:
            late = phrase("spectrum.late") if spectrum.inputs == InputSet.CLUSTERS else ""
            return phrase("spectrum.law", measured=power, exponent=in_formula(theory.exponent, ".0f")) + late
        case decay.Law.GEOMETRIC:
            return phrase("spectrum.geometric", measured=each)
        case decay.Law.FASTER:
            return phrase("spectrum.faster", measured=each)
        case decay.Law.FINITE:
            return text.section("eigenmodes", "few_modes", count=count)
    if spectrum.inputs == InputSet.TRAINING:
        size = len(spectrum.order)
        return phrase("spectrum.yours", n=size, m=size)
    if spectrum.inputs != InputSet.CUBE:
        if math.isfinite(measured.factor):
            told = power if decay.is_power(spectrum, theory.law) else each
            return text.section("eigenmodes", "no_law_measured", measured=told.strip())
        return text.section("eigenmodes", "no_law")
    last = int(spectrum.order[spectrum.values.argmin()])
    smallest = phrase("spectrum.parity") if last == spectrum.order[-1] else phrase("spectrum.degree", k=last)
    counts = ", ".join(map(str, spectrum.multiplicity))
    return phrase("spectrum.cube", last=spectrum.order[-1], counts=counts, smallest=smallest)


def theory_formula(spectrum: Spectrum, theory: decay.Theory) -> None:
    """Write the formula that theory gives for this spectrum, with its source."""
    if spectrum.inputs == InputSet.CUBE:
        text.show("eigenmodes", "formula_cube")
        text.caption("eigenmodes", "cube_sources")
        return
    if theory.law == decay.Law.NONE and spectrum.inputs != InputSet.TRAINING:
        return
    circle_tail = theory.law == decay.Law.TAIL and spectrum.inputs == InputSet.CIRCLE
    name = "formula_circle_tail" if circle_tail else f"formula_{theory.law.name.lower()}"
    if text.has("eigenmodes", name):
        text.show("eigenmodes", name)
    text.caption("eigenmodes", f"reason_{theory.law.name.lower()}")


SECTION = Section(
    "eigenmodes", "spectrum", controls, analyse, figure, words, FIELDS | {"axes": settings.Choice(tuple(AXES))}
)
