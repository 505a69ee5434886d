"""Captions about the person's own units for figures and formulas; none if units are the window's."""

import streamlit as st

from explorer.format import number
from explorer.ui import light, session


def density_caption(symbols: str) -> None:
    """Draw a caption about the unit of the density whose logarithm is shown, and about the formula's `symbols`."""
    axis = session.current().y_axis
    if axis.is_window:
        return
    start = f"y is measured from {axis.text(0.0)}, the average of untrained networks; {symbols}"
    name = light.plain(axis.name or "y")
    st.caption(f"p is a density per unit of {name}. In the formula {start}." if axis.scale != 1.0 else f"Here {start}.")


def inputs_caption() -> None:
    """Draw a caption that defines x in a formula of the kernel: the number that the network gets."""
    axis = session.current().x_axis
    if not axis.is_window:
        sign, centre = "−" if axis.centre >= 0 else "+", number(abs(axis.centre), ".10g")
        name = light.plain(axis.name or "value")
        st.caption(
            f"x is the number that the network sees: x = {number(axis.scale, '.6g')} · ({name} {sign} {centre})."
        )


def noise_mended(problem: str) -> str:
    """The message about a link's problem; if it concerns the noise, with the noise in the person's units added."""
    scene = session.current()
    if not problem.startswith("noise was ") or scene.y_axis.is_window:
        return problem
    return f"{problem} In units of {scene.y_axis.name or 'y'} that is {scene.y_axis.noise_text(scene.noise_std)}."
