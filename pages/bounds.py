"""Bounds: how many errors networks can still make that fit m examples, by what they believed before."""

import streamlit as st

from explorer.studies.bounds import sections
from explorer.ui import controls, page, section, text

page.open_page("Bounds", sections.FIELDS, figures=True)
controls.sidebar()
text.show("bounds", "title")
text.show("bounds", "lead")


@st.fragment
def live() -> None:
    """All sections, and the link to what they show."""
    section.show_all(sections.SECTIONS)
    page.keep_link()


live()
