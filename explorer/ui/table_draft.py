"""The table in the import form: how it was read, and the doubts that the person can settle."""

import html
from typing import Any, NamedTuple

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene import table
from explorer.scene.table import Axes, Points, Table
from explorer.scene.units import Axis
from explorer.ui import session
from ntkcore.cache import cached

phrase = phrases_of("ui")

_SWITCHES = ("comma_separates", "first_row_names", "decimal", "day_first")  # arguments of read_points


class Draft(NamedTuple):
    """A pasted or uploaded table: its data, how they were read, and the axes on which they fit unchanged.

    `settled` are the person's answers to the reader's doubts, on which the names of the columns depend.
    """

    data: str | bytes
    settled: tuple[Any, ...]
    read: Table
    axes: Axes

    @property
    def is_open(self) -> bool:
        """Whether the person should first check a decision of the reader: columns, first row, marks or dates."""
        read = self.read
        doubts = (read.doubtful_mark, read.doubtful_date, read.doubtful_comma, read.doubtful_header)
        return len(read.choices) != 2 or any(doubts)

    @property
    def survey(self) -> table.Survey:
        """The problems that the points would have if used unchanged."""
        return _survey(self.read.points, self.axes)


# A page is drawn again for every key pressed elsewhere; a table is read and judged once.
@cached(8)  # a table can have megabytes: only those that are being imported now
def _read_points(data: str | bytes, **chosen: Any) -> Table:
    return table.read_points(data, **chosen)


@cached(8)  # as many as tables
def _survey(points: Points, axes: Axes) -> table.Survey:
    return table.survey(points, axes)


def round_of() -> int:
    """The number of tables used so far; it is in the widgets' keys, so that they start afresh."""
    return session.get().table.round


def key_of(name: str, *data: Any) -> str:
    """The key of a widget; it contains the hash of the table, so that choices do not carry over to the next one."""
    return f"table_{name}_{round_of()}" + (f"_{hash(data)}" if data else "")


def current_draft() -> Draft | None:
    """The table in the form as a Draft, or None while the form is empty."""
    upload, text = session.value_of(key_of("file")), session.value_of(key_of("text")) or ""
    data: str | bytes = upload.getvalue() if upload else text
    if not upload and not text.strip():
        return None
    switches: dict[str, Any] = {name: session.value_of(key_of(name, data)) for name in _SWITCHES}
    settled = tuple(switches.values())
    columns = {axis: session.value_of(key_of(axis, data, settled)) for axis in "xy"}
    read = _read_points(data, **columns, **switches)
    return Draft(data, settled, read, _axes(read))


def dropped(data: str) -> Draft:
    """A table that was dropped on the page, as the reader understands it."""
    read = _read_points(data)
    return Draft(data, (), read, _axes(read))


def _axes(read: Table) -> Axes:
    """The current axes if the table has their names and fits, as our own download does; else the window's."""
    scene = session.current()
    today = scene.x_axis, scene.y_axis
    is_ours = any(read.names) and read.names == (today[0].name, today[1].name)
    if is_ours and not table.outside_window(read.points, today):
        return today
    return Axis(name=read.names[0]), Axis(name=read.names[1])


def preview(draft: Draft) -> None:
    """Draw what was read before it is used, with controls for columns, marks and dates."""
    read = draft.read
    session.get().table.shown = draft.data
    if read.points:
        x, y = (f"<b>{html.escape(name)}</b>" for name in read.columns)
        count = number(len(read.points), ",d")
        rows = phrase("table.rows", count=count) if len(read.points) > 1 else phrase("table.row")
        check = phrase("table.check") if draft.is_open else ""
        st.html(phrase("table.read", rows=rows, x=x, y=y, check=check))
    else:
        st.html(phrase("table.none"))
    for message in (*read.problems, *read.notes):
        st.text(message)
    if len(read.choices) > 1:
        for box, axis, name in zip(st.columns(2), "xy", read.columns, strict=True):
            at = read.choices.index(name)
            box.selectbox(
                phrase("table.column", axis=axis), read.choices, index=at, key=key_of(axis, draft.data, draft.settled)
            )
    for switch in _switches(read):
        st.segmented_control(
            switch.label,
            list(switch.meanings),
            default=next(iter(switch.meanings)),
            format_func=switch.meanings.__getitem__,
            key=key_of(switch.name, draft.data),
        )


class _Switch(NamedTuple):
    """A doubt about a table: the reader's argument that settles it, a label, and the meaning of each choice."""

    name: str
    label: str
    meanings: dict[Any, str]


def _switches(read: Table) -> list[_Switch]:
    """A switch for each doubt; its first choice is the reader's default."""
    switches = []
    if read.doubtful_comma:
        before, after = read.doubtful_comma.split(",")
        meanings = {
            True: phrase("table.two", text=read.doubtful_comma, before=before, after=after),
            False: phrase("table.single", text=read.doubtful_comma),
        }
        switches.append(_Switch("comma_separates", phrase("table.comma"), meanings))
    if read.doubtful_header:
        meanings = {False: phrase("table.numbers"), True: phrase("table.names")}
        switches.append(_Switch("first_row_names", phrase("table.first_row", text=read.doubtful_header), meanings))
    if read.doubtful_mark:
        example = f"1{read.doubtful_mark}234"
        options = [".", ","] if read.doubtful_mark == "," else [",", "."]
        meanings = dict(
            zip(options, (phrase("table.thousand", text=example), phrase("table.decimal", text=example)), strict=True)
        )
        switches.append(_Switch("decimal", phrase("table.mark"), meanings))
    if read.doubtful_date:
        days = {first: table.spelled(read.doubtful_date, first) for first in (True, False)}
        meanings = {first: phrase("table.date", text=read.doubtful_date, day=day) for first, day in days.items()}
        switches.append(_Switch("day_first", phrase("table.order"), meanings))
    return switches


def is_seen(draft: Draft) -> bool:
    """Whether the person has been shown how the draft was read."""
    return session.get().table.shown == draft.data
