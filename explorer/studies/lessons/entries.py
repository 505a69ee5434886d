"""The ways from the first screen to the lessons, for a person who learns and for a person who teaches."""

import streamlit as st

from explorer.language import phrases_of
from explorer.studies.lessons import walk
from explorer.ui import page, shelf

phrase = phrases_of("studies/lessons")


def show() -> None:
    """Draw both in one row; the style sheet puts it beside the title, where it takes no room from the chart."""
    with st.container(horizontal=True, key="entries"):
        if st.button(phrase("tour"), type="tertiary", key="tour"):
            walk.start(next(iter(shelf.lessons().values())))
            page.go(page.LESSONS)
        if st.button(phrase("teach"), type="tertiary", key="teach"):
            walk.close()
            page.go(page.LESSONS)
