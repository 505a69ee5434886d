"""Controls that sections of the Eigenmodes page share, inputs and kernel, and what follows from them: the spectrum."""

from collections.abc import Callable

import streamlit as st

from explorer.figures.live import followed
from explorer.figures.style import Figure
from explorer.language import Phrases, phrases_of
from explorer.studies.eigenmodes.numbers import spectrum
from explorer.studies.eigenmodes.numbers.densities import InputSet
from explorer.studies.eigenmodes.numbers.spectrum import FLOOR, KEPT, Spectrum
from explorer.ui import kernels, session, settings
from explorer.ui.section import Absent
from ntkcore.architecture import Architecture
from ntkcore.cache import cached

phrase = phrases_of("studies/eigenmodes")

INPUTS = Phrases("studies/eigenmodes", "sets", {each.value: each.name.lower() for each in InputSet})
KERNEL_FIELD = settings.Choice(("ntk", "nngp"))
BITS_FIELD = settings.Number(4, 10, 6)
FIELDS = {"inputs": settings.Choice(tuple(INPUTS)), "kernel": KERNEL_FIELD, "bits": BITS_FIELD}


@cached(128)  # up to 150 kB each, one for each set of inputs, kernel and network that a class looks at
def spectrum_of(
    arch: Architecture, inputs: InputSet, kernel: str, training_inputs: tuple[float, ...], bits: int
) -> Spectrum:
    """The modes of one kernel on one set of inputs."""
    return spectrum.spectrum(arch, inputs, kernel, training_inputs, bits)


def choose_kernel() -> str:
    """Draw the choice between NTK and NNGP; return the key of the kernel."""
    return kernels.choose_kernel("kernel")


def choose_inputs(kernel: str | None = None, *more: Callable[[], object]) -> Spectrum | Absent:
    """Draw the set of inputs, the dimension of a cube, the kernel unless it is given, and `more` controls in one row.

    Returns their spectrum; none without any input.
    """
    left, *others = st.columns([1.6, *[1] * (1 + len(more))], vertical_alignment="top")
    with left:
        inputs = InputSet(settings.choose(phrase("inputs.label"), "inputs", INPUTS, as_menu=True))
    with others[0]:
        kernel = kernel or choose_kernel()
    for column, control in zip(others[1:], more, strict=True):
        with column:
            control()
    bits = settings.slide(phrase("inputs.dimension"), "bits") if inputs == InputSet.CUBE else 0
    scene = session.current()
    training_inputs = scene.dataset.x if inputs == InputSet.TRAINING else ()
    if inputs == InputSet.TRAINING and not training_inputs:
        return Absent(phrase("inputs.none"))
    return spectrum_of(scene.architecture, inputs, kernel, training_inputs, bits)


def followed_modes(figure: Figure, spectrum: Spectrum, recipe: str, index: int = KEPT) -> Figure:
    """The figure of eigenvalues or of mode number `index`, which follows the network where the browser has its inputs.

    Those are the window's and the person's own. Traces that stand for theory or a fit come again with Python's figure.
    """
    if spectrum.inputs not in (InputSet.INTERVAL, InputSet.TRAINING):
        return figure
    arch, kernel = session.current().architecture, settings.get("kernel")
    inputs = spectrum.x if spectrum.inputs == InputSet.TRAINING else None
    names = phrase("series.eigenvalues"), phrase("series.mode")
    dots = next(i for i, trace in enumerate(figure["data"]) if trace.get("name") in names)
    return followed(figure, recipe, arch, kernel=kernel, inputs=inputs, index=index, trace=dots, floor=FLOOR)
