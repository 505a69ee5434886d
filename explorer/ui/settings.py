"""The settings that a page has besides the scene, stored in the session and in the link."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import urlencode

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene import permalink
from explorer.scene.units import Axis
from explorer.ui import inputs, session
from explorer.ui.fields import Bits, Choice, Fields, Number, Text
from explorer.ui.inputs import Control, Stop

phrase = phrases_of("ui")


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


def read(wanted: Fields, query: Mapping[str, str]) -> dict[str, Any]:
    """The values of all `wanted` fields in a link, repaired without a word."""
    ignored: list[str] = []
    return {
        key: field.read(key, query[key], ignored) if key in query else _unsaid(field, query)
        for key, field in wanted.items()
    }


def _unsaid(field: Bits | Choice | Number | Text, query: Mapping[str, str]) -> Any:
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


def prepare(page: str, **values: object) -> None:
    """Set values of another page, which shows them when it is opened."""
    session.get().pages.setdefault(page, session.PageSettings()).values.update(values)


def keep_within(key: str, low: int, high: int) -> None:
    """Move the setting `key` into the range that exists on this page, which may be narrower than that of its field."""
    correct(key, min(max(get(key), low), high), phrase("input.ends", low=low, high=high) if low < high else f"{low}")


def correct(key: str, used: float, allowed: str) -> None:
    """Set `key` to the value that exists on this page; `allowed` says which do.

    A value that the link named is told like others that had to be repaired, as long as the person has only looked.
    """
    value, linked = get(key), _present().linked.pop(key, None)
    if used == value:
        return
    put(**{key: used})
    if linked == session.current():
        session.get().problems += (
            phrase("field.here", key=key, value=number(value), allowed=allowed, used=number(used)),
        )
        st.rerun()  # the messages stand above the sections


def link() -> str:
    """The query string of the address bar, without '?': the scene, the page's settings, and locked controls."""
    changed = {key: get(key) for key, field in fields().items() if get(key) != field.default}
    return joined(permalink.encode(session.current()), changed | session.get().display.pairs)


def joined(scene: str, changed: Mapping[str, Any]) -> str:
    """A query string of a scene with the settings of a page that differ from their defaults."""
    pairs = {key: value if isinstance(value, str) else permalink.write_number(value) for key, value in changed.items()}
    return scene + (f"&{urlencode(pairs, safe=',')}" if pairs else "")


def choose(
    label: str,
    key: str,
    names: Mapping[Any, str],
    *,
    as_menu: bool = False,
    help: str = "",
    is_tab: bool = False,
) -> Any:
    """Draw a choice among the keys of `names`, shown by their names, as segments or as a menu; return the chosen one.

    `is_tab`: it chooses among tabs of the page, and all other settings mean what they meant before.
    """
    look = inputs.SELECT if as_menu else inputs.SEGMENTS
    control = inputs.choice(key, label, get(key), names, look=look, help=help) | {"hide_label": is_tab}
    return _draw(control, is_tab=is_tab)


def slide(
    label: str,
    key: str,
    step: float = 1,
    *,
    low: float | None = None,
    high: float | None = None,
    axis: Axis | None = None,
    help: str = "",
) -> Any:
    """Draw a slider over the range of a `Number`, or from `low` to `high`; return the value.

    Positions in the window are shown in the units of `axis`.
    """
    field = cast(Number, fields()[key])
    limit = (field.low if low is None else low, field.high if high is None else high, step)
    return _draw(inputs.slider(key, label, get(key), limit, axis=axis, help=help))


def pick(
    label: str, key: str, values: Iterable[float], *, form: Callable[[float], str] = number, help: str = ""
) -> Any:
    """Draw a slider that stops at `values`, shown in a `form`; return the chosen one.

    Others can be typed, and a link can set them.
    """
    field = cast(Number, fields()[key])
    stops = [Stop(value, form(value)) for value in values]
    limit = (field.low, field.high, 1 if isinstance(field.default, int) else 0.0)
    return _draw(inputs.slider(key, label, get(key), limit, stops=stops, help=help))


def click(label: str, key: str, presets: Mapping[int, Mapping[str, str]], *, outputs: str = "", help: str = "") -> str:
    """Draw the truth table of a `Bits` setting, whose cells are clicked; return it.

    `presets` offers named tables for each number of inputs. With the `outputs` of a function, the clicks choose which
    of them are shown.
    """
    return _draw(inputs.truth(key, label, get(key), presets, outputs=outputs, help=help))


@contextmanager
def together(key: str) -> Iterator[None]:
    """Draw all settings of the block, one below the other, as one component: that is sent sooner than several."""
    _present().group = group = []
    try:
        yield
    finally:
        _present().group = None
    inputs.draw(f"{'_'.join(control['type'] for control in group)}_{key}", group, _commit)


def _draw(control: Control, *, is_tab: bool = False) -> Any:
    """Draw the control of the setting with its name; return the setting."""
    key, group = control["name"], _present().group
    if group is not None:
        group.append(control)
    else:
        inputs.draw(f"{control['type']}_{key}", [control], _choose_tab if is_tab else _commit)
    return get(key)


def _commit(key: str, chosen: Any) -> None:
    _present().linked.clear()  # what exists may depend on this setting, and no longer on the link alone
    _choose_tab(key, chosen)


def _choose_tab(key: str, chosen: Any) -> None:
    put(**{key: chosen if isinstance(chosen, str) else type(get(key))(chosen)})


def without(keys: Iterable[str], query: Mapping[str, str]) -> dict[str, str]:
    """The query without `keys`: the part that describes the scene."""
    return {key: value for key, value in query.items() if key not in set(keys)}


def _present() -> session.PageSettings:
    """The settings of the current page."""
    now = session.get()
    return now.pages.setdefault(now.page, session.PageSettings())
