"""Finite width: how deep a network may be, and what networks of finite width do that the limit does not."""

import streamlit as st

from explorer.studies.finite_width import sections
from explorer.ui import controls, page, section, text

page.open_page("Finite width", sections.FIELDS, figures=True)
controls.sidebar()
text.show("finite_width", "title")
text.show("finite_width", "lead")


@st.fragment
def live() -> None:
    """The tab that is chosen, and the link to it."""
    section.show_chosen("show", sections.TABS)
    page.keep_link()


live()
