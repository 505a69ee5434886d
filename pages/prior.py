"""Prior: what a wide network believes before any data, as functions, as similarity, and as evidence."""

import streamlit as st

from explorer.studies.prior import sections
from explorer.ui import controls, page, section, text

page.open_page("Prior", sections.FIELDS, figures=True)
controls.sidebar()
text.show("prior", "title")


@st.fragment
def live() -> None:
    """The tab that is chosen, and the link to it."""
    section.show_chosen("show", sections.TABS)
    page.keep_link()


live()
