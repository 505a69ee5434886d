"""The Eigenmodes page's modes: one after the other, each beside the nearest sinusoid."""

from typing import NamedTuple

import streamlit as st

from explorer.format import number
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.numbers import spectrum
from explorer.studies.eigenmodes.numbers.densities import ON_A_LINE, InputSet
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum
from explorer.studies.eigenmodes.sections.inputs import FIELDS, choose_inputs, spectrum_of
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Absent, Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.spectra.modes import Sinusoid, best_sinusoid


class Mode(NamedTuple):
    """A spectrum, the chosen mode by its index there, and the sinusoids nearest to all modes, where that is asked."""

    found: Spectrum
    at: int
    nearest: Sinusoid | None


@cached(128)  # 150 kB each, one for each set of inputs, kernel and network that a class looks at
def _nearest(arch: Architecture, kind: InputSet, kernel: str) -> Sinusoid:
    found = spectrum_of(arch, kind, kernel, (), 0)
    waves = 2 * spectrum.KEPT if kind == InputSet.CIRCLE else spectrum.KEPT
    return best_sinusoid(found.x, found.modes, waves)


def controls() -> tuple[Spectrum, int] | Absent:
    """Inputs and kernel, and which of the modes is shown."""
    found = choose_inputs()
    return found if isinstance(found, Absent) else (found, choose_mode(found))


def choose_mode(found: Spectrum) -> int:
    """The index in the spectrum of the chosen mode, one of those above rounding."""
    last = int(found.order[found.resolved][-1]) if found.resolved.any() else int(found.order[0])
    first = int(found.order[0])
    settings.put(mode=min(max(settings.get("mode"), first), last))
    if first == last:
        return 0
    words = figures.modes.COUNTED.get(found.inputs, "Mode k").capitalize()
    return settings.widget(st.slider, words, "mode", min_value=first, max_value=last) - first


def mode_of(chosen: tuple[Spectrum, int]) -> Mode:
    """The chosen mode, and the nearest sinusoids where the inputs are on a line or a circle."""
    found, at = chosen
    waves = found.inputs in (*ON_A_LINE, InputSet.CIRCLE)
    nearest = _nearest(session.current().architecture, found.inputs, settings.get("kernel")) if waves else None
    return Mode(found, at, nearest)


def figure(mode: Mode) -> None:
    """The mode, and under it R² of all modes where a sinusoid means something."""
    show(figures.modes.mode(mode.found, mode.at, mode.nearest, session.current().x_axis), "mode")
    if mode.nearest is not None:
        show(figures.modes.sinusoidality(mode.found, mode.nearest, mode.at), "sinusoidality")


def words(mode: Mode) -> None:
    """The eigenvalue, and how near the mode is to a sinusoid."""
    found, at, nearest = mode
    order, value = found.order[at], number(float(found.values[at]), ".3g")
    if nearest is not None:
        good = number(float(nearest.r_squared[at]), ".4f")
        text.show("eigenmodes", "mode_sinusoid", k=order, value=value, r_squared=good)
        text.caption("eigenmodes", "sinusoid")
    elif found.inputs == InputSet.CUBE:
        text.show("eigenmodes", "mode_cube", k=order, value=value, many=found.multiplicity[at])
        text.caption("eigenmodes", "cube")
    else:
        st.markdown(f"Mode {order} of {len(found.order)}: λ = **{value}**.")
        text.caption("eigenmodes", "own_mode")


SECTION = Section("eigenmodes", "modes", controls, mode_of, figure, words, FIELDS | {"mode": settings.Number(0, 64, 4)})
