"""Playground, the main page: place points, choose an architecture, see the prior answer."""

import streamlit as st

from pages.ui import chart, compute, controls, lead, page, state, table, terms

page.open_page("Playground")
controls.sidebar()
chart.chart_code(state.current())

st.markdown(terms.marked(lead.words(state.current())))


@st.fragment
def live() -> None:
    """What an edit redraws: the chart with its answers, the table of points, and the link."""
    chart.live_chart(compute.view(state.current()))
    table.points_table()
    page.keep_link()


live()
