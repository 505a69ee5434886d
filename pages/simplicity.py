"""Simplicity: which Boolean functions random networks compute, and whether the simple ones are the likely ones."""

import streamlit as st

from explorer.studies.simplicity import sections
from explorer.ui import controls, page, section, text

page.open_page("Simplicity", sections.FIELDS, figures=True)
controls.sidebar()
text.show("simplicity", "title")
text.show("simplicity", "lead")


@st.fragment
def live() -> None:
    """The tab that is chosen, and the link to it."""
    section.show_chosen("show", sections.TABS)
    page.keep_link()


live()
