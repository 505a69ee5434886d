"""Eigenmodes: which functions a wide network finds simple, why they are sinusoids, and what this does to a label."""

import streamlit as st

from explorer.studies.eigenmodes import sections
from explorer.ui import controls, page, section, settings, text, units

page.open_page("Eigenmodes", sections.FIELDS, figures=True)
controls.sidebar(distribution=True, noise=True)
text.show("eigenmodes", "title")
text.show("eigenmodes", "lead")


@st.fragment
def live() -> None:
    """The tab that is chosen, and the link to it."""
    section.show_chosen("part", sections.TABS)
    if settings.get("part") in ("spectrum", "modes", "order"):
        units.network_caption()
    page.keep_link()


live()
