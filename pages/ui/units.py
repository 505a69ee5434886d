"""Words about the person's own units, for figures that show densities."""

import streamlit as st

from pages.ui import light, state


def density_caption() -> None:
    """How the density is measured whose logarithm is shown; nothing in the window's own units."""
    axis = state.current().y_axis
    if axis.scale != 1.0:
        st.caption(f"p is a density per unit of {light.plain(axis.name or 'y')}; y, C, c and λ are in these units too.")
