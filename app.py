"""Playground, the main page: place points, choose an architecture, see the prior answer."""

import streamlit as st

from ntkcore.figures import kernel as figures
from ntkcore.figures.style import CONFIG
from pages.ui import chart, compute, controls, page, state, table

page.open_page("Playground")
controls.sidebar()
chart.chart_code(state.current())

st.markdown("## What would a wide network believe?")


@st.fragment
def live() -> None:
    """What an edit redraws: the chart with its answers, the table of points, and the link."""
    chart.live_chart(compute.view(state.current()))
    table.points_table()
    page.keep_link()


live()

view = compute.view(state.current())
symbol = figures.kernel_symbol(view.scene.prior)
kernel, spectrum, modes = st.columns(3)
with kernel:
    st.markdown(f"**Kernel {symbol}(x, x′)**")
    st.caption("How alike the network finds two inputs: what it learns at x′ also moves f at x.")
    st.plotly_chart(figures.kernel_heatmap(view), key="kernel", config=CONFIG)
with spectrum:
    st.markdown("**Spectrum on evenly spread inputs**")
    st.caption("How strongly the prior holds each mode; the faster the fall, the simpler the functions.")
    st.plotly_chart(figures.grid_spectrum(view), key="spectrum", config=CONFIG)
with modes:
    st.markdown("**First five modes**")
    st.caption("The shapes that it can say most cheaply, cheapest on top.")
    st.plotly_chart(figures.grid_modes(view), key="modes", config=CONFIG)
