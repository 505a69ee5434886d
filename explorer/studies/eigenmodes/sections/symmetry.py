"""The Eigenmodes page's symmetry: circle and interval side by side while their inputs are moved."""

import math
from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.sections.inputs import KERNEL_FIELD, choose_kernel
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.spectra import symmetric
from ntkcore.spectra.symmetric import Symmetry

phrase = phrases_of("studies/eigenmodes")

EVEN_INPUTS = 40  # on the circle and on the interval
_PAIRS, _PARITIES = 12, 20
_LENGTHS = {True: 2 * math.pi, False: 3.0}


class Move(NamedTuple):
    """A displacement of evenly spaced inputs: all at random by `amount`, number `chosen` (from 1) by `gaps` more."""

    amount: float
    chosen: int
    gaps: float


class Symmetries(NamedTuple):
    """Commutators and modes of the moved inputs on circle and interval, and of the training inputs if there are two."""

    move: Move
    circle: Symmetry
    interval: Symmetry
    training: Symmetry | None


def _positions(move: Move, circle: bool) -> np.ndarray:
    even = symmetric.even_positions(EVEN_INPUTS, _LENGTHS[circle], move.amount, move.chosen - 1, move.gaps)
    return even if circle else even - _LENGTHS[circle] / 2


@cached(256)  # 2 kB each; sliders move the inputs in many small steps
def _symmetry(arch: Architecture, kernel: str, move: Move, circle: bool) -> Symmetry:
    return symmetric.symmetry(arch, _positions(move, circle), kernel, circle=circle)


def controls() -> tuple[str, Move]:
    """Draw the kernel and the moves: of all inputs at random, and of one alone."""
    kernel = choose_kernel()
    left, middle, right = st.columns(3)
    with left:
        amount = settings.slide(phrase("symmetry.all"), "moved", 0.05, help=text.section("eigenmodes", "moved_help"))
    with middle:
        index = settings.slide(phrase("symmetry.single"), "one", help=phrase("symmetry.diamond"))
    with right:
        hint = phrase("symmetry.unit")
        gaps = settings.slide(phrase("symmetry.this"), "gaps", 0.05, help=hint)
    return kernel, Move(amount, index, gaps)


def compute_symmetries(chosen: tuple[str, Move]) -> Symmetries:
    """Compute both moved sets, and the training inputs in ascending order."""
    kernel, move = chosen
    scene = session.current()
    circle, interval = (_symmetry(scene.architecture, kernel, move, closed) for closed in (True, False))
    training = None
    if len(scene.dataset.x) > 1:
        training = symmetric.symmetry(scene.architecture, scene.dataset.x, kernel, circle=False)
    return Symmetries(move, circle, interval, training)


def figure(symmetries: Symmetries) -> None:
    """Draw inputs, eigenvalues and the norms of both commutators, on the circle and on the interval."""
    left, right = st.columns(2)
    with left:
        st.markdown(phrase("symmetry.circle"))
        show(figures.symmetry.circle(symmetries.circle, _marked_input(symmetries.move, True), _PAIRS), "circle")
        _commutators(symmetries.circle)
        gap = number(100 * symmetric.pair_gap(symmetries.circle, _PAIRS), ".1f")
        text.caption("eigenmodes", "pairs", gap=gap)
    with right:
        st.markdown(phrase("symmetry.interval"))
        show(
            figures.symmetry.interval(symmetries.interval, _marked_input(symmetries.move, False), _PARITIES), "interval"
        )
        _commutators(symmetries.interval)
        text.caption("eigenmodes", "parities", pattern=_pattern(symmetries.interval))


def _marked_input(move: Move, circle: bool) -> float:
    """The position of the input that is moved alone."""
    return float(_positions(move, circle)[move.chosen - 1])


def _commutators(symmetry: Symmetry) -> None:
    """Show the norms of both commutators side by side."""
    with st.container(horizontal=True):
        st.metric(phrase("symmetry.shift"), number(symmetry.shift, ".2g"))
        st.metric(phrase("symmetry.mirror"), number(symmetry.flip, ".2g"))


def _pattern(symmetry: Symmetry) -> str:
    """A sentence on whether even and odd modes alternate in the figure."""
    parity = symmetry.parity[figures.symmetry.kept_parities(symmetry, _PARITIES)]
    in_turn = bool(np.all(parity[1:] * parity[:-1] < 0) and np.all(np.abs(parity) > 1 - figures.symmetry.MIXED))
    return phrase("symmetry.alternate") if in_turn else phrase("symmetry.not")


def words(symmetries: Symmetries) -> None:
    """Write the commutators of the training inputs, and the formulas."""
    if symmetries.training is not None:
        shift, flip = (number(norm, ".2g") for norm in (symmetries.training.shift, symmetries.training.flip))
        count, middle = len(symmetries.training.positions), session.current().origin.x
        text.show("eigenmodes", "training_inputs_norms", count=count, shift=shift, flip=flip, middle=middle)
    text.show("eigenmodes", "symmetry_formula")


SECTION = Section(
    "eigenmodes",
    "symmetry",
    controls,
    compute_symmetries,
    figure,
    words,
    {
        "kernel": KERNEL_FIELD,
        "moved": settings.Number(0.0, 1.0, 0.0),
        "one": settings.Number(1, EVEN_INPUTS, 12),
        "gaps": settings.Number(-0.9, 0.9, 0.0),
    },
)
