"""The puzzle: a label that seemed likelier the higher it was, settled step by step by the reader's own experiments."""

import streamlit as st

from explorer.studies.puzzle import sections
from explorer.studies.puzzle.sections.scene import open_in_playground
from explorer.ui import page, section, text

page.open_page("The puzzle", sections.FIELDS, figures=True)

text.show("puzzle", "title")
text.show("puzzle", "lead")
text.caption("puzzle", "reconstruction")
open_in_playground()


@st.fragment
def experiments() -> None:
    """All that the reader moves, and the link that keeps it."""
    section.show_all(sections.SECTIONS)
    page.keep_link()


experiments()
