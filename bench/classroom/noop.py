"""A page with the playground's elements and no computation: its edits cost what Streamlit itself costs."""

import json
from collections.abc import Mapping

import streamlit as st
from streamlit.components.v2 import component

from explorer.scene.scene import Scene
from explorer.ui import chart, compute, page, session

_chart = component("ntk_chart", js="export default function () {}\n")

session.restore({})
compute.wait_until_warm()
if "payload" not in st.session_state:
    st.session_state.payload = chart.payload(compute.view(Scene()))


def _take() -> None:
    message = st.session_state["chart"].get("events")
    if isinstance(message, Mapping):
        st.session_state.payload = st.session_state.payload | {"seq": message["list"][-1]["seq"]}


@st.fragment
def live() -> None:
    """The same number of elements as the playground's, and an answer of the same size."""
    _chart(key="chart", data=json.dumps(st.session_state.payload).encode(), on_events_change=_take)
    st.expander("Points as a table", key="table_open", on_change="rerun")
    page.keep_link()


live()
