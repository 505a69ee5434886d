"""Streamlit widgets that mirror a value which is kept elsewhere: in the scene, or among a page's settings."""

from collections.abc import Callable
from typing import Any

import streamlit as st


def mirror(
    make: Callable[..., Any], label: str, key: str, value: Any, commit: Callable[[Any], None], **options: Any
) -> None:
    """Draw the widget `make` so that it shows `value`, and call `commit` with what the person sets.

    The value is the truth: undo, a link or another page show in the widget at once.
    """
    # On each page Streamlit makes a new widget, which starts at its default, while the session state still has under
    # `key` what the page before showed. So a change of page assigns the value. Otherwise what agrees is not assigned
    # again: an assignment reaches the browser and would take back what the person has turned further in the meantime.
    pages = st.session_state.setdefault("mirrored_on", {})
    first, page = key not in pages, st.session_state.focus_page
    if not first and (pages[key] != page or st.session_state.get(key) != value):
        st.session_state[key] = value
    pages[key] = page
    # A browser that comes back to a page whose last run was cut short mounts the widget anew, at its default.
    start = _default(make, value, options)
    shown = make(label, key=key, on_change=lambda: commit(st.session_state[key]), **start, **options)
    # A page that outlives its session tells the next one what its widgets show: perhaps the last step never arrived.
    if first and shown != value:
        commit(shown)
        st.rerun()


def _default(make: Callable[..., Any], value: Any, options: dict[str, Any]) -> dict[str, Any]:
    """The argument of `make` that says where the widget starts."""
    if make is st.selectbox:
        return {"index": options["options"].index(value)}
    return {"default" if make is st.segmented_control else "value": value}
