"""The Eigenmodes page's modes: one after the other, each beside the nearest sinusoid."""

from typing import NamedTuple

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.numbers.densities import ON_A_LINE, InputSet
from explorer.studies.eigenmodes.numbers.spectrum import KEPT, Spectrum
from explorer.studies.eigenmodes.sections.inputs import FIELDS, choose_inputs, followed_modes, spectrum_of
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.spectra.modes import Sinusoid, best_sinusoid

phrase = phrases_of("studies/eigenmodes")


class Mode(NamedTuple):
    """A spectrum, the index of the chosen mode, and the sinusoids nearest to all modes, where they were computed."""

    spectrum: Spectrum
    at: int
    nearest: Sinusoid | None


@cached(128)  # 150 kB each, one for each set of inputs, kernel and network that a class looks at
def _nearest(arch: Architecture, inputs: InputSet, kernel: str) -> Sinusoid:
    spectrum = spectrum_of(arch, inputs, kernel, (), 0)
    waves = 2 * KEPT if inputs == InputSet.CIRCLE else KEPT
    return best_sinusoid(spectrum.x, spectrum.modes, waves)


def controls() -> tuple[Spectrum, int] | Absent:
    """Draw inputs, kernel and the number of the mode; return the spectrum and the mode's index."""
    spectrum = choose_inputs()
    return spectrum if isinstance(spectrum, Absent) else (spectrum, choose_mode(spectrum))


def choose_mode(spectrum: Spectrum) -> int:
    """Draw the slider over all modes above rounding; return the index of the chosen one."""
    last = int(spectrum.order[spectrum.resolved][-1]) if spectrum.resolved.any() else int(spectrum.order[0])
    first = int(spectrum.order[0])
    settings.keep_within("mode", first, last)
    if first == last:
        return 0
    label = figures.modes.COUNTED.get(spectrum.inputs, phrase("counted.mode")).capitalize()
    return settings.slide(label, "mode", low=first, high=last) - first


def mode_of(chosen: tuple[Spectrum, int]) -> Mode:
    """Find the sinusoids nearest to the modes, where the inputs are on a line or a circle."""
    spectrum, at = chosen
    waves = spectrum.inputs in (*ON_A_LINE, InputSet.CIRCLE)
    nearest = _nearest(session.current().architecture, spectrum.inputs, settings.get("kernel")) if waves else None
    return Mode(spectrum, at, nearest)


def figure(mode: Mode) -> None:
    """Draw the mode, and under it R² of all modes where they were compared with sinusoids."""
    drawn = figures.modes.mode(mode.spectrum, mode.at, mode.nearest, session.current().x_axis)
    show(followed_modes(drawn, mode.spectrum, "mode", mode.at), "mode")
    if mode.nearest is not None:
        show(figures.modes.sinusoidality(mode.spectrum, mode.nearest, mode.at), "sinusoidality")


def words(mode: Mode) -> None:
    """Write the eigenvalue, and how near the mode is to a sinusoid."""
    spectrum, at, nearest = mode
    order, value = spectrum.order[at], number(float(spectrum.values[at]), ".3g")
    if nearest is not None:
        good = number(float(nearest.r_squared[at]), ".4f")
        text.show("eigenmodes", "mode_sinusoid", k=order, value=value, r_squared=good)
        text.caption("eigenmodes", "sinusoid")
    elif spectrum.inputs == InputSet.CUBE:
        text.show("eigenmodes", "mode_cube", k=order, value=value, many=spectrum.multiplicity[at])
        text.caption("eigenmodes", "cube")
    else:
        st.markdown(phrase("modes.of", k=order, count=len(spectrum.order), value=value))
        text.caption("eigenmodes", "mode_training")


SECTION = Section("eigenmodes", "modes", controls, mode_of, figure, words, FIELDS | {"mode": settings.Number(0, 64, 4)})
