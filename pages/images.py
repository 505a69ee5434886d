"""Images: which images networks find alike, and what it costs and wins when they do not mind where a pattern stands."""

import streamlit as st

from explorer.studies.images import sections
from explorer.ui import page, section, text

page.open_page("Images", sections.FIELDS, figures=True)
text.show("images", "title")
text.show("images", "lead")


@st.fragment
def live() -> None:
    """The tab that is chosen, and the link to it."""
    section.show_chosen("show", sections.TABS)
    page.keep_link()


live()
