"""Room: a class guesses together, on phones, a projector and the lecturer's own device."""

import streamlit as st

from explorer.studies.room import view
from explorer.studies.room.fields import FIELDS
from explorer.ui import page

page.open_page("Room", FIELDS)
view.bring()


@st.fragment
def live() -> None:
    """The form or the room, and the link that keeps its code."""
    view.room()
    page.keep_link()


live()
