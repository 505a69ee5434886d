"""Words about the person's own units, for figures and formulas that need them; none in the window's own units."""

import streamlit as st

from explorer.format import number
from explorer.ui import light, session


def density_caption(symbols: str) -> None:
    """How the density is measured whose logarithm is shown, and the `symbols` of the formula that goes with it."""
    axis = session.current().y_axis
    if axis.is_window:
        return
    start = f"y is measured from {axis.text(0.0)}, the average of untrained networks; {symbols}"
    name = light.plain(axis.name or "y")
    st.caption(f"p is a density per unit of {name}. In the formula {start}." if axis.scale != 1.0 else f"Here {start}.")


def inputs_caption() -> None:
    """What x is in a formula of the kernel: the number that the network sees."""
    axis = session.current().x_axis
    if not axis.is_window:
        sign, centre = "−" if axis.centre >= 0 else "+", number(abs(axis.centre), ".10g")
        name = light.plain(axis.name or "value")
        st.caption(
            f"x is the number that the network sees: x = {number(axis.scale, '.6g')} · ({name} {sign} {centre})."
        )


def noise_mended(problem: str) -> str:
    """What had to be mended in a link: its noise, a number of the window, in the person's units as well."""
    scene = session.current()
    if not problem.startswith("noise was ") or scene.y_axis.is_window:
        return problem
    return f"{problem} In units of {scene.y_axis.name or 'y'} that is {scene.y_axis.noise_text(scene.noise_std)}."
