"""The settings that a page has besides the scene, stored in the session and in the link."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast
from urllib.parse import urlencode

import streamlit as st

from explorer.format import number
from explorer.scene import permalink
from explorer.ui import session
from explorer.ui.fields import Choice, Fields, Number
from explorer.ui.widgets import mirror, steps_of


def restore(page: str, wanted: Fields, query: Mapping[str, str]) -> None:
    """Open `page`: read its settings from the link, once in a session, and note what had to be repaired.

    No key may be one of the scene's; two pages may have the same key for different things.
    """
    now, problems = session.get(), []
    now.page = page
    values = _present().values
    for key, field in wanted.items():
        if key not in values:
            values[key] = field.read(key, query[key], problems) if key in query else _unsaid(field, query)
            if key in query:
                _present().linked[key] = now.scene
    _present().fields = dict(wanted)
    now.problems += tuple(problems)


def _unsaid(field: Choice | Number, query: Mapping[str, str]) -> Any:
    """The value of a field that is missing in the link; it may depend on the link's version."""
    if isinstance(field, Number) and field.default_1 is not None and permalink.version(query) == 1:
        return field.default_1
    return field.default


def fields() -> Fields:
    """The fields of the current page."""
    return _present().fields


def get(key: str) -> Any:
    """The current value of a setting: the person's choice, else the link's, else the default."""
    return _present().values[key]


def put(**values: object) -> None:
    """Set values; the link follows with the next run."""
    _present().values.update(values)


def keep_within(key: str, low: int, high: int) -> None:
    """Move the setting `key` into the range that exists on this page, which may be narrower than that of its field."""
    correct(key, min(max(get(key), low), high), f"from {low} to {high}" if low < high else f"{low}")


def correct(key: str, used: float, allowed: str) -> None:
    """Set `key` to the value that exists on this page; `allowed` says which do.

    A value that the link named is told like others that had to be repaired, as long as the person has only looked.
    """
    value, linked = get(key), _present().linked.pop(key, None)
    if used == value:
        return
    put(**{key: used})
    if linked == session.current():
        session.get().problems += (f"{key} was {number(value)}; here it must be {allowed}, so {number(used)} is used.",)
        st.rerun()  # the messages stand above the sections


def pairs() -> dict[str, str]:
    """The keys and values for the link: the settings of the current page that differ from their defaults."""
    changed = {key: get(key) for key, field in fields().items() if get(key) != field.default}
    return {key: value if isinstance(value, str) else permalink.write_number(value) for key, value in changed.items()}


def link() -> str:
    """The query string of the address bar: the scene and the page's settings, without '?'."""
    changed = pairs()
    return permalink.encode(session.current()) + (f"&{urlencode(changed)}" if changed else "")


def widget(make: Any, label: str, key: str, *, is_tab: bool = False, **options: Any) -> Any:
    """Draw a Streamlit widget that shows and changes the setting `key`; return the value.

    `is_tab`: it chooses among tabs of the page, and all other settings mean what they meant before.
    """

    def commit(chosen: Any) -> None:
        if chosen is not None:  # a click on the chosen segment clears it; the setting keeps its value
            if not is_tab:
                _present().linked.clear()  # what exists may depend on this setting, and no longer on the link alone
            put(**{key: chosen})

    mirror(make, label, f"setting_{key}", get(key), commit, **options)
    return get(key)


def choose(make: Any, label: str, key: str, names: Mapping[str, str], **options: Any) -> str:
    """Draw a control over the values of a `Choice`, shown by their `names`; return the chosen value."""
    return widget(make, label, key, options=list(names), format_func=names.__getitem__, **options)


def slide(label: str, key: str, **options: Any) -> Any:
    """Draw a slider over the range of a `Number`; return the value."""
    field = cast(Number, fields()[key])
    return widget(st.slider, label, key, min_value=field.low, max_value=field.high, **options)


def slide_signed(label: str, key: str, step: float, text: Callable[[float], str] = number, **options: Any) -> Any:
    """Draw a slider over a `Number` that may be negative, shown by its `text`; return the value.

    st.slider would write a hyphen for the minus sign.
    """
    field = cast(Number, fields()[key])
    steps = steps_of((field.low, field.high, step), get(key), text)
    return widget(st.select_slider, label, key, options=steps, format_func=text, **options)


def pick(label: str, key: str, values: Iterable[float], **options: Any) -> Any:
    """Draw a select slider over `values` and the current value, which a link can set; return the chosen one."""
    values = sorted({*values, get(key)})
    return widget(st.select_slider, label, key, options=values, format_func="{:g}".format, **options)


def without(keys: Iterable[str], query: Mapping[str, str]) -> dict[str, str]:
    """The query without `keys`: the part that describes the scene."""
    return {key: value for key, value in query.items() if key not in set(keys)}


def _present() -> session.PageSettings:
    """The settings of the current page."""
    now = session.get()
    return now.pages.setdefault(now.page, session.PageSettings())
