"""The Eigenmodes page's symmetry: circle and interval side by side while their inputs are moved."""

import math
from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.studies.eigenmodes import figures
from explorer.studies.eigenmodes.sections.inputs import KERNEL_FIELD, choose_kernel
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from explorer.ui.section import Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.spectra import symmetric
from ntkcore.spectra.symmetric import Symmetry

EVEN_INPUTS = 40  # on the circle and on the interval
_PAIRS, _PARITIES = 12, 20
_LENGTHS = {True: 2 * math.pi, False: 3.0}


class Move(NamedTuple):
    """How the evenly placed inputs are moved: all at random by `amount`, number `one` (from 1) alone by `gaps`."""

    amount: float
    one: int
    gaps: float


class Broken(NamedTuple):
    """Both sets of inputs, moved, with their commutators; the person's own, if they are at least two."""

    move: Move
    circle: Symmetry
    interval: Symmetry
    own: Symmetry | None


def _places(move: Move, circle: bool) -> np.ndarray:
    even = symmetric.even_positions(EVEN_INPUTS, _LENGTHS[circle], move.amount, move.one - 1, move.gaps)
    return even if circle else even - _LENGTHS[circle] / 2


@cached(256)  # 2 kB each; sliders move the inputs in many small steps
def _symmetry(arch: Architecture, kernel: str, move: Move, circle: bool) -> Symmetry:
    return symmetric.symmetry(arch, _places(move, circle), kernel, circle=circle)


def controls() -> tuple[str, Move]:
    """The kernel; all inputs moved at random, or one of them alone."""
    kernel = choose_kernel()
    every, index, distance = st.columns(3)
    with every:
        amount = settings.slide("Move all inputs", "moved", step=0.05, help=text.section("eigenmodes", "moved_help"))
    with index:
        one = settings.slide("One input alone: number", "one", help="The diamond in the figures marks this input.")
    with distance:
        gaps = settings.slide("Move this one", "gaps", step=0.05, help="The unit is the gap between two neighbours.")
    return kernel, Move(amount, one, gaps)


def broken(chosen: tuple[str, Move]) -> Broken:
    """The symmetries that are left, of both sets and of the person's own inputs in ascending order."""
    kernel, move = chosen
    scene = session.current()
    circle, interval = (_symmetry(scene.architecture, kernel, move, closed) for closed in (True, False))
    own = None
    if len(scene.dataset.x) > 1:
        own = symmetric.symmetry(scene.architecture, scene.dataset.x, kernel, circle=False)
    return Broken(move, circle, interval, own)


def figure(found: Broken) -> None:
    """The inputs, the eigenvalues, and the two commutators, on the circle and on the interval."""
    left, right = st.columns(2)
    with left:
        st.markdown("**On a circle**")
        show(figures.modes.circle(found.circle, _marked(found.move, True), _PAIRS), "circle")
        _commutators(found.circle)
        gap = number(100 * symmetric.pair_gap(found.circle, _PAIRS), ".1f")
        text.caption("eigenmodes", "pairs", gap=gap)
    with right:
        st.markdown("**On an interval**")
        show(figures.modes.interval(found.interval, _marked(found.move, False), _PARITIES), "interval")
        _commutators(found.interval)
        text.caption("eigenmodes", "parities", pattern=_pattern(found.interval))


def _marked(move: Move, circle: bool) -> float:
    """The input that is moved alone."""
    return float(_places(move, circle)[move.one - 1])


def _commutators(found: Symmetry) -> None:
    """Both norms side by side."""
    with st.container(horizontal=True):
        st.metric("r, for the shift", number(found.shift, ".2g"))
        st.metric("s, for the mirror image", number(found.flip, ".2g"))


def _pattern(whole: Symmetry) -> str:
    """Whether the modes in the figure are even and odd in turn."""
    parity = whole.parity[figures.modes.kept_parities(whole, _PARITIES)]
    in_turn = bool(np.all(parity[1:] * parity[:-1] < 0) and np.all(np.abs(parity) > 1 - figures.modes.MIXED))
    return "Here even and odd modes alternate." if in_turn else "Here even and odd modes do not alternate."


def words(found: Broken) -> None:
    """The commutators of the person's own inputs, and the formulas."""
    if found.own is not None:
        shift, flip = (number(norm, ".2g") for norm in (found.own.shift, found.own.flip))
        count, middle = len(found.own.positions), session.current().origin.x
        text.show("eigenmodes", "own_inputs", count=count, shift=shift, flip=flip, middle=middle)
    text.show("eigenmodes", "symmetry_formula")


SECTION = Section(
    "eigenmodes",
    "symmetry",
    controls,
    broken,
    figure,
    words,
    {
        "kernel": KERNEL_FIELD,
        "moved": settings.Number(0.0, 1.0, 0.0),
        "one": settings.Number(1, EVEN_INPUTS, 12),
        "gaps": settings.Number(-0.9, 0.9, 0.0),
    },
)
