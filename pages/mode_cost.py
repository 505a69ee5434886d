"""How much data does a mode cost? Examples are a budget, which kernel regression spends on the modes of its kernel."""

import streamlit as st

from explorer.studies.mode_cost import sections
from explorer.ui import controls, page, section, text

page.open_page("Data for a mode", sections.FIELDS, figures=True)
controls.sidebar()
text.show("mode_cost", "title")
text.show("mode_cost", "lead")


@st.fragment
def live() -> None:
    """The tab that is chosen, and the link to it."""
    section.show_chosen("show", sections.TABS)
    page.keep_link()


live()
