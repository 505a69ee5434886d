"""The Eigenmodes page's spectrum: the eigenvalues, their measured decay, and what theory predicts."""

from typing import NamedTuple

import streamlit as st

from explorer.format import number
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.numbers import decay
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum
from explorer.studies.eigenmodes.sections.inputs import FIELDS, choose_inputs
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.choices import Activation

AXES = {"loglog": "log – log", "log": "log", "linear": "linear"}


class Decay(NamedTuple):
    """A spectrum with what theory predicts of it and how it falls."""

    found: Spectrum
    theory: decay.Theory
    measured: decay.Decay


def choose_axes() -> str:
    """Logarithmic in both directions, in λ alone, or linear."""
    return settings.choose(st.segmented_control, "Axes", "axes", AXES, required=True)


def controls() -> Spectrum | Absent:
    """Inputs, kernel and axes."""
    return choose_inputs(None, choose_axes)


def decay_of(found: Spectrum) -> Decay:
    """The spectrum's decay."""
    theory = decay.theory(session.current().architecture, found, settings.get("kernel"))
    return Decay(found, theory, decay.measure(found, theory.law))


def figure(known: Decay) -> None:
    """The eigenvalues over k."""
    show(figures.modes.eigenvalues(*known, settings.get("axes")), "spectrum")
    text.caption("eigenmodes", "axes")


def words(known: Decay) -> None:
    """The decay in words, its formula, and the network for which the formula is exact."""
    found, theory, measured = known
    st.markdown(decay_words(found, theory, measured))
    theory_formula(found, theory)
    if (
        found.inputs == InputSet.CIRCLE
        and theory.law != decay.Law.EXACT
        and st.button("Try one hidden ReLU layer without bias")
    ):
        # For it the circle's values are exact. The sidebar shows the network too, so the whole page runs again.
        session.change(activation=Activation.RELU, hidden_layers=1, bias_std=0.0)
        st.rerun()
    text.show("eigenmodes", "mercer")


def decay_words(found: Spectrum, known: decay.Theory, measured: decay.Decay) -> str:
    """Measured and promised decay, in a sentence or two."""
    wave = "k" if found.inputs == InputSet.CIRCLE else "(k-1)"
    fit = f"fitted over k = {measured.first} … {measured.last}, the pale band"
    power = f"**Measured:** $\\lambda\\propto {wave}^{{{measured.exponent:.2f}}}$ ({fit}). **Theory:** "
    each = f"**Measured:** each eigenvalue is **{measured.factor:.2f}** times the one before ({fit}). **Theory:** "
    count = int(found.resolved.sum())
    match known.law:
        case decay.Law.EXACT:
            odd = number(float(found.values[3::2].max()), ".0e")
            return (
                f"{power}the dashed line gives every value. It is 0 for odd k ≥ 3; the largest computed there is {odd}."
            )
        case decay.Law.TAIL:
            return f"{power}$k^{{-2}}$ for large k. The dashed line shows it, with its constant."
        case decay.Law.POWER:
            late = " With two clusters, this power is reached only at large k."
            return f"{power}$k^{{{known.exponent:.0f}}}$.{late if found.inputs == InputSet.CLUSTERS else ''}"
        case decay.Law.GEOMETRIC:
            return f"{each}a geometric law, because the activation φ is analytic."
        case decay.Law.FASTER:
            return f"{each}a fall faster than any power of k, because the activation φ is analytic."
        case decay.Law.FINITE:
            return text.section("eigenmodes", "few_modes", count=count)
    if found.inputs == InputSet.TRAINING:
        return f"These are the eigenvalues of the {len(found.order)} × {len(found.order)} kernel matrix of your inputs."
    last = int(found.order[found.values.argmin()])
    smallest = "the parity of all inputs" if last == found.order[-1] else f"degree {last}"
    times = ", ".join(map(str, found.multiplicity))
    degrees = f"There is one eigenvalue for each degree. Degrees 0 to {found.order[-1]} have {times} modes"
    return f"{degrees}. The smallest eigenvalue is that of {smallest}."


def theory_formula(found: Spectrum, known: decay.Theory) -> None:
    """What theory says of this spectrum, typeset, with its paper."""
    if found.inputs == InputSet.CUBE:
        text.show("eigenmodes", "formula_cube")
        text.caption("eigenmodes", "cube_sources")
        return
    circle_tail = known.law == decay.Law.TAIL and found.inputs == InputSet.CIRCLE
    name = "formula_circle_tail" if circle_tail else f"formula_{known.law.name.lower()}"
    if text.has("eigenmodes", name):
        text.show("eigenmodes", name)
    text.caption("eigenmodes", f"reason_{known.law.name.lower()}")


SECTION = Section(
    "eigenmodes", "spectrum", controls, decay_of, figure, words, FIELDS | {"axes": settings.Choice(tuple(AXES))}
)
