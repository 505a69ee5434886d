"""The ways from the first screen to the lessons, for a person who learns and for a person who teaches."""

import streamlit as st

from explorer.studies.lessons import walk
from explorer.ui import page, shelf


def show() -> None:
    """Draw both in one row; the style sheet puts it beside the title, where it takes no room from the chart."""
    with st.container(horizontal=True, key="entries"):
        if st.button("Take the tour", type="tertiary", key="tour"):
            walk.start(next(iter(shelf.lessons().values())))
            page.go(page.LESSONS)
        if st.button("Teach with it", type="tertiary", key="teach"):
            walk.close()
            page.go(page.LESSONS)
