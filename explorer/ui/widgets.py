"""Streamlit widgets that mirror a value stored elsewhere: in the scene, or among a page's settings."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from explorer.ui import session

_SAME = 1e-11  # Streamlit looks for a float among the options with half this tolerance


def mirror(
    make: Callable[..., Any], label: str, key: str, value: Any, commit: Callable[[Any], None], **options: Any
) -> None:
    """Draw the widget `make` so that it shows `value`, and call `commit` with what the person sets.

    The stored value decides: the widget follows undo, a link or another page at once.
    """
    # On each page Streamlit makes a new widget, which starts at its default, while the session state still has the
    # previous page's value under `key`. So a change of page assigns the value. Otherwise an equal value is not assigned
    # again: the assignment would reach the browser and undo what the person has changed in the meantime.
    now = session.get()
    pages, assigned = now.widgets.shown_on, now.widgets.assigned
    page = (now.page, make.__name__)  # with other units it is another kind of slider
    # A page that outlives its session sends its widgets' values to the next one, which may have missed the last change.
    told = key not in pages and not (make is st.select_slider and _has_twin(value, options))
    if not told and (pages.get(key) != page or st.session_state.get(key) != value):
        st.session_state[key] = value
        assigned[key] = now.widgets.assignments = now.widgets.assignments + 1
    pages[key] = page
    # A browser that comes back to a page whose last run was cut short mounts the widget anew, at its default.
    start = _default(make, value, options)
    shown = make(label, key=key, on_change=lambda: _change(key, value, commit), **start, **options)
    if told and shown != value:
        commit(shown)
        st.rerun()


def steps_of(limit: tuple[float, float, float], value: float, text: Callable[[float], str]) -> list[float]:
    """The steps of a slider and `value`, for a select_slider that shows their `text`; one step for each text."""
    low, high, step = limit
    grid = (round(low + k * step, 9) for k in range(round((high - low) / step) + 1))
    return sorted(({text(step_value): step_value for step_value in grid} | {text(value): value}).values())


def value_of(key: str, default: Any = None) -> Any:
    """The value of the widget with this key in the session, or `default` if there is none."""
    return st.session_state.get(key, default)


def _change(key: str, value: Any, commit: Callable[[Any], None]) -> None:
    # With each event of the chart the browser sends the values of all widgets. A second undo, sent before the result of
    # the first has arrived, would restore the setting that the first has undone.
    message = value_of("chart", {}).get("events")
    if isinstance(message, Mapping) and _has_news(message) and _is_behind(message, key):
        st.session_state[key] = value
    else:
        commit(st.session_state[key])


def _has_news(message: Mapping[str, Any]) -> bool:
    """Whether the message of the chart has an event that is not yet applied."""
    events, newest = message.get("list"), session.get().chart.newest
    numbers = [event.get("seq") for event in events if isinstance(event, Mapping)] if isinstance(events, list) else []
    return any(isinstance(number, int) and number > newest for number in numbers)


def _is_behind(message: Mapping[str, Any], key: str) -> bool:
    """Whether the message was sent before the last assignment to this widget had reached the browser."""
    confirmed = message.get("assignments")
    return isinstance(confirmed, int) and confirmed < session.get().widgets.assigned.get(key, 0)


def _has_twin(value: Any, options: Mapping[str, Any]) -> bool:
    """Whether a select_slider may confuse `value` with another option: same text, or almost the same number."""
    read = options["format_func"]
    return any(
        other != value and (read(other) == read(value) or abs(other - value) < _SAME) for other in options["options"]
    )


def _default(make: Callable[..., Any], value: Any, options: dict[str, Any]) -> dict[str, Any]:
    """The argument of `make` that sets the widget's first value."""
    if make is st.selectbox:
        return {"index": options["options"].index(value)}
    return {"default" if make is st.segmented_control else "value": value}
