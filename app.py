"""Playground, the main page: place points, choose an architecture, see the prior answer."""

import streamlit as st

from explorer.studies.lessons import entries
from explorer.ui import chart, compute, controls, lead, page, session, table, terms

page.open_page("Playground")
controls.sidebar(distribution=True, noise=True, seed=True)
chart.chart_code(session.current())

with st.container(key="lead", gap=None):
    entries.show()
    st.markdown(terms.marked(lead.markdown(session.current())))


@st.fragment
def live() -> None:
    """What an edit redraws: the chart with its answers, the table of points, and the link."""
    chart.live_chart(compute.view(session.current()))
    table.points_table()
    page.keep_link()


live()
