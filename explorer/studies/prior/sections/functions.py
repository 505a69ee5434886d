"""The Prior page's functions: samples at infinite width, in motion, beside samples of finite networks."""

import math
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from explorer.figures.live import followed
from explorer.figures.palette import FINITE, NAMES, NNGP
from explorer.grid.prior import base_samples, prior_kernels
from explorer.language import cached_in_language, phrases_of
from explorer.scene.scene import Root
from explorer.scene.units import Units
from explorer.scene.window import GRID
from explorer.studies.prior import figures
from explorer.ui import controls, noise, session, settings
from explorer.ui.plots import show
from explorer.ui.section import Section
from ntkcore.architecture import Architecture
from ntkcore.cache import cached
from ntkcore.networks import statistics

phrase = phrases_of("studies/prior")

_STRIDE = 3  # every 0.03 in x
_FRAMES = 30
REACH = 2.9  # standard deviations that the pictures of functions and outputs show


class Samples(NamedTuple):
    """Sample functions of finite networks before any data, at every third input of the grid."""

    reach: float  # the axis of f ends at ±reach
    finite: np.ndarray  # (5, 101)
    width: int  # of the finite networks


def width_controls() -> int:
    """Draw the width of the finite networks and the button for new samples; return the width."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    names = {f"{width}": f"{width}" for width in statistics.WIDTHS}
    with left:
        width = settings.choose(phrase("functions.width"), "width", names)
    with right:
        controls.new_samples_button()
    return int(width)


def samples(width: int) -> Samples:
    """Draw five functions of networks of this width at random, from the scene's seed."""
    scene = session.current()
    drawn = _drawn(scene.architecture, width, scene.seed)
    return Samples(_reach(scene.architecture), drawn, width)


def _reach(arch: Architecture) -> float:
    """The end of the axis of f: `REACH` standard deviations where they are largest."""
    variances = np.asarray(prior_kernels(arch).nngp).diagonal()
    return REACH * math.sqrt(float(variances.max())) or 1.0


@cached(64)  # 4 kB each, beside the moving ones
def _drawn(arch: Architecture, width: int, seed: int) -> np.ndarray:
    return statistics.draw_functions(arch, width, GRID[::_STRIDE], 5, seed)


def show_samples(drawn: Samples) -> None:
    """Show samples of infinite and of finite width side by side."""
    scene = session.current()
    infinite, narrow = st.columns(2)
    with infinite:
        st.markdown(phrase("functions.infinite"))
        show(_moving(scene.architecture, scene.seed, scene.root, scene.units), "infinite")
    with narrow:
        st.markdown(phrase("functions.finite", width=drawn.width))
        units, name = scene.units, phrase("functions.of_width", name=NAMES[FINITE], width=drawn.width)
        show(figures.functions(GRID[::_STRIDE], drawn.finite, drawn.reach, FINITE, name, 0, units), "finite")


@cached_in_language(64)  # a figure of 10 kB, one for each person of two classes
def _moving(arch: Architecture, seed: int, root: Root, units: Units) -> Any:
    """The figure of infinite width in motion; cached, because another width leaves it as it is."""
    ends = base_samples(arch, "nngp", seed, root)[:, :, ::_STRIDE]
    name = phrase("infinite", name=NAMES[NNGP])
    figure = figures.functions(GRID[::_STRIDE], ends, _reach(arch), NNGP, name, _FRAMES, units)
    if not noise.address():
        return figure
    axis = {"scale": units.y.scale, "centre": units.y.centre, "reach": REACH}
    return followed(figure, "functions", arch, seed=seed, noise=noise.address(), stride=_STRIDE, **axis)


SECTION = Section(
    "prior",
    "functions",
    width_controls,
    samples,
    show_samples,
    fields={"width": settings.Choice(("10", "1", "3", "100", "1000"))},
)
