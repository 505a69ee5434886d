"""Bring points in: paste or upload a table, see what was read, decide what is open, and use it."""

import html
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import streamlit as st

from ntkcore import table
from ntkcore.table import Axes, Placement, Points, Table
from ntkcore.units import Axis
from ntkcore.words import number
from pages.ui import state

_WINDOW = "(x from −1.5 to 1.5, y from −3 to 3)"
_THE_SAME = "Nothing has changed yet."


class _Draft(NamedTuple):
    """What was pasted or uploaded, as read now, and the axes on which it would be used as it is."""

    data: str | bytes
    read: Table
    axes: Axes

    @property
    def is_open(self) -> bool:
        """Whether there is a decision that the person should see first: which columns, mark or date."""
        return len(self.read.choices) != 2 or bool(self.read.doubtful_mark or self.read.doubtful_date)

    @property
    def survey(self) -> table.Survey:
        """What would be lost if the points were used as they are."""
        return table.survey(self.read.points, self.axes)


# A page is drawn again for every key pressed elsewhere; the text is read once.
_read_points = lru_cache(maxsize=8)(table.read_points)


def round_of() -> int:
    """Counts what was taken from the table, so that its widgets start afresh."""
    return st.session_state.get("table_round", 0)


def form() -> None:
    """Paste or upload a table; its rows take the place of the points on the chart."""
    words = "Paste CSV, or any table of x and y"
    st.text_area(words, key=_key("text"), height=180, placeholder="time (s), speed\n0.1, 3.5\n0.2, 4.1")
    types = ["csv", "tsv", "txt", "dat", "json", "md"]
    st.file_uploader("or choose a file", type=types, key=_key("file"))
    draft = _draft()
    # Above what was read, so that it stays under the finger when that appears.
    has_choice = draft is not None and draft.survey.needs_choice
    st.button("Use these points", on_click=_used, type="secondary" if has_choice else "primary", key="table_use")
    if draft is not None:
        _preview(draft)


def _key(name: str, data: str | bytes = "") -> str:
    """A widget's key; what is chosen for one table is not chosen for the next."""
    return f"table_{name}_{round_of()}" + (f"_{hash(data)}" if data else "")


def _draft() -> _Draft | None:
    """What stands in the form, or None while it is empty."""
    upload, text = st.session_state.get(_key("file")), st.session_state.get(_key("text")) or ""
    data: str | bytes = upload.getvalue() if upload else text
    if not upload and not text.strip():
        return None
    chosen: dict[str, Any] = {name: st.session_state.get(_key(name, data)) for name in ("x", "y", "decimal", "day_first")}
    read = _read_points(data, **chosen)
    return _Draft(data, read, _axes(read))


def _axes(read: Table) -> Axes:
    """Today's axes where the table bears their names and fits, as our own download does; else the window's."""
    scene = state.current()
    today = scene.x_axis, scene.y_axis
    is_ours = any(read.names) and read.names == (today[0].name, today[1].name)
    if is_ours and not table.outside_window(read.points, today):
        return today
    return Axis(name=read.names[0]), Axis(name=read.names[1])


def _preview(draft: _Draft) -> None:
    """What was read, before it is used; columns and marks can be changed."""
    read = draft.read
    st.session_state.table_seen = draft.data
    if read.points:
        x, y = (f"<b>{html.escape(name)}</b>" for name in read.columns)
        rows = f"{len(read.points):,} row{'s' if len(read.points) > 1 else ''}"
        check = " Check the columns before you use them." if draft.is_open else ""
        st.html(f"<span>Read {rows}: x = {x}, y = {y}.{check}</span>")
    else:
        st.html("<span>No point was read, so nothing has changed.</span>")
    for words in (*read.problems, *read.notes):
        st.text(words)
    if len(read.choices) > 1:
        for box, axis, name in zip(st.columns(2), "xy", read.columns, strict=True):
            at = read.choices.index(name)
            box.selectbox(f"Column of {axis}", read.choices, index=at, key=_key(axis, draft.data))
    if read.doubtful_mark:
        example = f"1{read.doubtful_mark}234"
        options = [".", ","] if read.doubtful_mark == "," else [",", "."]
        meanings = dict(zip(options, (f"{example} is 1234", f"{example} is 1.234"), strict=True))
        st.segmented_control(
            "Decimal mark",
            options,
            default=options[0],
            format_func=meanings.__getitem__,
            key=_key("decimal", draft.data),
        )


def _used() -> None:
    """Use what stands in the form; what has to be decided is shown first and changes nothing."""
    draft = _draft()
    _say(())
    st.session_state.table_pending = None
    if draft is None:
        _say(table.read_points("").problems)
    elif draft.read.points and not draft.survey.needs_choice and (_is_seen(draft) or not draft.is_open):
        _take(table.keep_inside(draft.read.points, draft.axes), (*draft.read.problems, *draft.read.notes))


def _is_seen(draft: _Draft) -> bool:
    return st.session_state.get("table_seen") == draft.data


def offer(points: Points, axes: Axes, words: tuple[str, ...]) -> None:
    """Take an edited table when it fits; hold it back until the person has chosen when it does not."""
    _say(words)
    st.session_state.table_pending = None
    if table.outside_window(points, axes):
        st.session_state.table_pending = points, axes
    else:
        _take(table.keep_inside(points, axes), words)


def _take(placement: Placement, words: tuple[str, ...]) -> None:
    before = state.current()
    x_axis, y_axis = placement.axes
    stay = ()
    if before.candidates and (x_axis, y_axis) != (before.x_axis, before.y_axis) and _are_scaled(placement.axes):
        stay = ("The values you ask about did not move in the chart. Their numbers are now in the new units.",)
    st.session_state.table_pending = None
    st.session_state.table_round = round_of() + 1
    state.change(dataset=placement.dataset, x_axis=x_axis, y_axis=y_axis)
    _say((*words, *placement.words, *stay))


def _say(words: tuple[str, ...]) -> None:
    """Words under the table, until its points change again."""
    st.session_state.table_words = _shown_points(), words


def _said() -> tuple[str, ...]:
    points, words = st.session_state.get("table_words", (None, ()))
    return words if points == _shown_points() else ()


def _shown_points() -> tuple[object, ...]:
    scene = state.current()
    return scene.dataset, scene.x_axis, scene.y_axis


def _are_scaled(axes: Axes) -> bool:
    return not all(axis.is_window for axis in axes)


def outcome() -> None:
    """What was done, and the choice for points that the window cannot show as they are."""
    for words in _said():
        st.text(words)
    pending = st.session_state.get("table_pending")
    draft = _draft()
    if pending:
        points, axes = pending
        outside = table.outside_window(points, axes)
        _choice(points, axes, table.Survey(outside, (), 0, ()), ())
    elif draft is not None and draft.survey.needs_choice:
        read = draft.read
        _choice(read.points, draft.axes, draft.survey, (*read.problems, *read.notes))


def _choice(points: Points, axes: Axes, found: table.Survey, words: tuple[str, ...]) -> None:
    """What the window cannot show, and one button for each thing that can be done about it."""
    st.warning(" ".join((*_reasons(points, found), _THE_SAME)))
    names = axes[0].name, axes[1].name
    actions: list[tuple[str, Callable[[], Placement]]] = [("Rescale to fit", lambda: table.rescale(points, names))]
    if found.outliers:
        it = "it" if len(found.outliers) == 1 else "them"
        without = (f"Rescale without {it}", lambda: table.rescale(points, names, found.outliers))
        actions = [without, (f"Rescale with {it}", actions[0][1])]
    if found.outside:
        actions += [
            ("Move to the edge", lambda: table.move_to_edge(points, axes)),
            ("Leave those out", lambda: table.keep_inside(points, axes)),
        ]
    else:
        actions.append(("Use as they are", lambda: table.keep_inside(points, axes)))
    with st.container(horizontal=True):
        for i, (label, place) in enumerate(actions):
            st.button(label, on_click=_chosen, args=(place, words), type="secondary" if i else "primary")
        st.button("Discard", on_click=_forget)


def _chosen(place: Callable[[], Placement], words: tuple[str, ...]) -> None:
    _take(place(), words)


def _reasons(points: Points, found: table.Survey) -> list[str]:
    """Why the points cannot be used as they are."""
    reasons = []
    if found.outside:
        verb = "lie" if found.outside > 1 or len(points) > 1 else "lies"
        reasons.append(f"{found.outside} of {len(points)} points {verb} outside the window {_WINDOW}.")
    if found.small:
        these = " and ".join(found.small)
        reasons.append(
            f"The differences in {these} are much smaller than the window: rounding to 0.01 would blur them."
        )
    if found.merged:
        reasons.append(f"{found.merged} of {len(points)} points would become the same point after rounding to 0.01.")
    if found.outliers:
        x, y = points[found.outliers[0]]
        where = f"x = {number(x, '.6g')}, y = {number(y, '.6g')}"
        if len(found.outliers) == 1:
            reasons.append(f"One point lies far from the rest: {where}. With it, the rest would be squeezed together.")
        else:
            reasons.append(f"{len(found.outliers)} points lie far from the rest, the first at {where}.")
    return reasons


def _forget() -> None:
    st.session_state.table_pending = None
    _say(())
    st.session_state.table_round = round_of() + 1
