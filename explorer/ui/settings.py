"""What a page has in focus besides the scene: its own settings, held in the session and in the link."""

from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, NamedTuple, cast

import streamlit as st

from explorer.scene.permalink import Problems, quote, write_number
from explorer.ui.widgets import mirror


class Choice(NamedTuple):
    """One of a few words; the first is the default."""

    words: tuple[str, ...]

    @property
    def default(self) -> str:
        """What a link that says nothing means."""
        return self.words[0]

    def read(self, key: str, text: str, problems: Problems) -> str:
        """The word that `text` says; of any other the default, with a note."""
        word = text.strip().lower()
        if word in self.words:
            return word
        problems.append(
            f"{key} was {quote(text)}; it must be one of {', '.join(self.words)}, so {self.default} is used."
        )
        return self.default


class Number(NamedTuple):
    """A number from `low` to `high`; whole if the default is written as an int.

    `default_1` is what a link of version 1 means that leaves it unsaid, where that is another number.
    """

    low: float
    high: float
    default: float
    default_1: float | None = None

    def read(self, key: str, text: str, problems: Problems) -> float:
        """The number that `text` says, clamped into the range, with a note on what had to be mended."""
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if value != value:
            problems.append(f"{key} was {quote(text)}, which is not a number; {self.default:g} is used.")
            return self.default
        used = min(max(value, self.low), self.high)
        used = round(used) if isinstance(self.default, int) else used
        if used != value:
            problems.append(f"{key} was {value:g}; it must be from {self.low:g} to {self.high:g}, so {used:g} is used.")
        return used


Fields = Mapping[str, Choice | Number]


def restore(page: str, wanted: Fields, query: Mapping[str, str]) -> Problems:
    """Take what this page has in focus from the link, once a session; returns what had to be mended in it.

    No key may be one of the scene's; two pages may have the same key for different things.
    """
    problems: Problems = []
    st.session_state.focus_page = page
    known = _known()
    for key, field in wanted.items():
        if key not in known:
            known[key] = field.read(key, query[key], problems) if key in query else _unsaid(field, query)
    st.session_state.focus_fields = dict(wanted)
    return problems


def _unsaid(field: Choice | Number, query: Mapping[str, str]) -> Any:
    """What a link means that leaves `field` unsaid."""
    if isinstance(field, Number) and field.default_1 is not None and query.get("v", "").strip() == "1":
        return field.default_1
    return field.default


def fields() -> Fields:
    """The settings of the present page."""
    return st.session_state.get("focus_fields", {})


def get(key: str) -> Any:
    """What the person has chosen, else what the link said, else the default."""
    return _known()[key]


def put(**values: object) -> None:
    """Choose; the link follows with the next run."""
    _known().update(values)


def pairs() -> dict[str, str]:
    """What the link says of the present page: whatever differs from its defaults."""
    changed = {key: get(key) for key, field in fields().items() if get(key) != field.default}
    return {key: value if isinstance(value, str) else write_number(value) for key, value in changed.items()}


def widget(make: Any, label: str, key: str, **options: Any) -> Any:
    """A Streamlit widget that shows and changes what is in focus under `key`; returns the value."""

    def commit(chosen: Any) -> None:
        if chosen is not None:  # a pressed segment pressed again is let go; there is always one in focus
            put(**{key: chosen})

    mirror(make, label, f"focus_{key}", get(key), commit, **options)
    return get(key)


def choose(make: Any, label: str, key: str, names: Mapping[str, str], **options: Any) -> str:
    """A selectbox, radio or segmented control over the words of a `Choice`, shown by their `names`."""
    return widget(make, label, key, options=list(names), format_func=names.__getitem__, **options)


def slide(label: str, key: str, **options: Any) -> Any:
    """A slider over the range of a `Number`."""
    field = cast(Number, fields()[key])
    return widget(st.slider, label, key, min_value=field.low, max_value=field.high, **options)


def without(keys: Iterable[str], query: Mapping[str, str]) -> dict[str, str]:
    """The rest of the link: what is about the scene."""
    return {key: value for key, value in query.items() if key not in set(keys)}


def _known() -> MutableMapping[str, Any]:
    """Of the present page."""
    pages = st.session_state.setdefault("focus", {})
    return pages.setdefault(st.session_state.get("focus_page", ""), {})
