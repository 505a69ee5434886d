"""The Eigenmodes page's parts about shapes: modes beside sinusoids, labels rebuilt from them, symmetries broken."""

import math
from typing import NamedTuple

import numpy as np
import streamlit as st

from explorer.format import number
from explorer.scene.scene import Scene
from explorer.studies.eigenmodes.figures import spectrum as figures
from explorer.studies.eigenmodes.numbers import spectrum as spectra
from explorer.studies.eigenmodes.numbers.densities import ON_A_LINE, InputSet
from explorer.studies.eigenmodes.numbers.spectrum import Spectrum
from explorer.studies.eigenmodes.sections.spectrum import EVEN_INPUTS, choose_kernel, spectrum_of
from explorer.ui import session, settings, text
from explorer.ui.plots import show
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.spectra import symmetric
from ntkcore.spectra.modes import Sinusoid, best_sinusoid
from ntkcore.spectra.symmetric import Symmetry

_PAIRS, _PARITIES = 12, 20
_LENGTHS = {True: 2 * math.pi, False: 3.0}


@cached(128)  # 150 kB each, one for each set of inputs, kernel and network that a class looks at
def _nearest(arch: Architecture, kind: InputSet, kernel: str) -> Sinusoid:
    found = spectrum_of(arch, kind, kernel, (), 0)
    waves = 2 * spectra.KEPT if kind == InputSet.CIRCLE else spectra.KEPT
    return best_sinusoid(found.x, found.modes, waves)


class Move(NamedTuple):
    """How the evenly placed inputs are moved: all at random by `amount`, number `one` (from 1) alone by `gaps`."""

    amount: float
    one: int
    gaps: float


def _places(move: Move, circle: bool) -> np.ndarray:
    even = symmetric.even_places(EVEN_INPUTS, _LENGTHS[circle], move.amount, move.one - 1, move.gaps)
    return even if circle else even - _LENGTHS[circle] / 2


@cached(256)  # 2 kB each; sliders move the inputs in many small steps
def _symmetry(arch: Architecture, kernel: str, move: Move, circle: bool) -> Symmetry:
    return symmetric.symmetry(arch, _places(move, circle), kernel, circle=circle)


def choose_mode(found: Spectrum) -> int:
    """Which of the modes above rounding is in focus; its place in the spectrum."""
    last = int(found.order[found.resolved][-1]) if found.resolved.any() else int(found.order[0])
    first = int(found.order[0])
    settings.put(mode=min(max(settings.get("mode"), first), last))
    if first == last:
        return 0
    words = figures.COUNTED.get(found.inputs, "Mode k").capitalize()
    return settings.widget(st.slider, words, "mode", min_value=first, max_value=last) - first


def mode_figure(found: Spectrum, place: int) -> Sinusoid | None:
    """The mode in focus with the nearest sinusoid, and R² of all modes where a sinusoid means something."""
    waves = found.inputs in (*ON_A_LINE, InputSet.CIRCLE)
    nearest = _nearest(session.current().architecture, found.inputs, settings.get("kernel")) if waves else None
    show(figures.mode(found, place, nearest, session.current().x_axis), "mode")
    return nearest


def browse(found: Spectrum) -> None:
    """One mode after the other, and how near each is to a sinusoid."""
    place = choose_mode(found)
    nearest = mode_figure(found, place)
    value, name = number(float(found.values[place]), ".3g"), found.order[place]
    if nearest is not None:
        good = number(float(nearest.r_squared[place]), ".4f")
        st.markdown(
            f"Mode {name}: λ = **{value}**. The dashed line is the nearest single sinusoid: **$R^2$ = {good}**."
        )
        show(figures.sinusoidality(found, nearest, place), "sinusoidality")
        text.caption("eigenmodes", "sinusoid")
    elif found.inputs == InputSet.CUBE:
        many = found.multiplicity[place]
        st.markdown(
            f"Degree {name}: a product of {name} inputs. λ = **{value}**, the same for all {many} such products."
        )
        text.caption("eigenmodes", "cube")
    else:
        st.markdown(f"Mode {name} of {len(found.order)}: λ = **{value}**.")
        text.caption("eigenmodes", "own_mode")


def rebuild() -> None:
    """The person's own labels from the first k modes at their own inputs."""
    scene = session.current()
    count = len(scene.dataset.x)
    if not count:
        st.info("You have not placed any points yet. Place some in the Playground, and their labels are rebuilt here.")
        return
    settings.put(kept=min(settings.get("kept"), count))
    kept = settings.widget(st.slider, "First k modes", "kept", min_value=0, max_value=count)
    parts = spectra.rebuild(scene.architecture, settings.get("kernel"), scene.dataset.x, scene.dataset.y, kept)
    show(figures.rebuilt(scene.dataset.x, scene.dataset.y, parts, scene.units), "rebuilt")
    share = f"**{100 * parts.share:.1f}\u00a0%**"
    st.markdown(f"The first {kept} of {count} modes make up {share} of ${_labels(scene)}$.")
    text.caption("eigenmodes", "rebuilt")


def _labels(scene: Scene) -> str:
    """The labels' sum of squares about the average of untrained networks, in LaTeX."""
    if not scene.y_axis.centre:
        return "|y|^2"
    zero = scene.y_axis.text(0.0)
    return f"|y+{zero[1:]}|^2" if zero.startswith("−") else f"|y-{zero}|^2"


def symmetry_figures(kernel: str, move: Move, *, circle: bool) -> Symmetry:
    """The inputs, the eigenvalues, and the two commutators."""
    whole = _symmetry(session.current().architecture, kernel, move, circle)
    here = float(_places(move, circle)[move.one - 1])
    drawn = figures.circle(whole, here, _PAIRS) if circle else figures.interval(whole, here, _PARITIES)
    show(drawn, "circle" if circle else "interval")
    commutators(whole.shift, whole.flip)
    return whole


def commutators(shift: float, flip: float) -> None:
    """Both norms side by side."""
    with st.container(horizontal=True):
        st.metric("r, for the shift", number(shift, ".2g"))
        st.metric("s, for the mirror image", number(flip, ".2g"))


def choose_move() -> Move:
    """All inputs at random, or one of them alone."""
    everything, number, distance = st.columns(3)
    with everything:
        amount = settings.slide(
            "Move all inputs",
            "moved",
            step=0.05,
            help="0 means evenly spaced. With 1, each input is moved by up to half a gap.",
        )
    with number:
        one = settings.slide("One input alone: number", "one", help="The diamond in the figures marks this input.")
    with distance:
        gaps = settings.slide("Move this one", "gaps", step=0.05, help="The unit is the gap between two neighbours.")
    return Move(amount, one, gaps)


def break_symmetry() -> None:
    """Circle and interval side by side while all inputs are moved, and the person's own inputs."""
    kernel, move = choose_kernel(), choose_move()
    circle, interval = st.columns(2)
    with circle:
        st.markdown("**On a circle**")
        whole = symmetry_figures(kernel, move, circle=True)
        gap = number(100 * symmetric.pair_gap(whole, _PAIRS), ".1f")
        text.caption("eigenmodes", "pairs", gap=gap)
    with interval:
        st.markdown("**On an interval**")
        whole = symmetry_figures(kernel, move, circle=False)
        text.caption("eigenmodes", "parities", pattern=_pattern(whole))
    own_symmetry(kernel)


def _pattern(whole: Symmetry) -> str:
    """Whether the modes in the figure are even and odd in turn."""
    parity = whole.parity[figures.kept_parities(whole, _PARITIES)]
    in_turn = bool(np.all(parity[1:] * parity[:-1] < 0) and np.all(np.abs(parity) > 1 - figures.MIXED))
    return "Here even and odd modes alternate." if in_turn else "Here even and odd modes do not alternate."


def own_symmetry(kernel: str) -> None:
    """The commutators for the person's own inputs, in ascending order."""
    scene = session.current()
    if len(scene.dataset.x) < 2:
        return
    whole = symmetric.symmetry(scene.architecture, scene.dataset.x, kernel, circle=False)
    shift, flip = (number(norm, ".2g") for norm in (whole.shift, whole.flip))
    text.show("eigenmodes", "own_inputs", count=len(whole.places), shift=shift, flip=flip, middle=scene.origin.x)
