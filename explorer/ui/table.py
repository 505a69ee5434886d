"""The exact table of training points, with editing, download as CSV and import of other points."""

import csv
import io
import math
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from explorer.export import csv_files
from explorer.format import number
from explorer.language import phrases_of
from explorer.scene.scene import Scene
from explorer.scene.table import cells
from explorer.ui import light, session, table_draft, table_import

phrase = phrases_of("ui")

_Cells = dict[str, object]


class _Edits(NamedTuple):
    """The edited table: points in the person's units, the number of incomplete rows, and messages about bad cells."""

    points: tuple[tuple[float, float], ...]
    waiting: int
    bad: tuple[str, ...]


def points_table() -> None:
    """Draw an expander with the table. Its content is drawn only while it is open, since every edit sends it again."""
    box = st.expander(phrase("table.title"), icon=":material/table:", key="table_open", on_change="rerun")
    if not box.open:
        return
    with box:
        edit, bring = st.columns([1, 1], gap="medium")
        with edit:
            _editor()
        with bring:
            table_import.form()
        table_import.outcome()


def _editor() -> None:
    """Draw the editor. Its key identifies the data set, so that another data set starts without old edits."""
    scene = session.current()
    names = _names(scene)
    values = _values(scene)
    frame = pd.DataFrame({axis: [_text(value) for value in column] for axis, column in values.items()}, dtype=str)
    key = f"points_{hash((scene.dataset, scene.x_axis, scene.y_axis))}_{table_draft.round_of()}"
    # Text columns: a column of numbers reads a decimal comma as a thousands mark, 0,02 as 2.
    columns = {axis: st.column_config.TextColumn(name, alignment="right") for axis, name in names.items()}
    st.data_editor(
        frame,
        key=key,
        on_change=_edited,
        args=(key,),
        num_rows="dynamic",
        hide_index=True,
        height=320,
        column_config=columns,
    )
    edits = _read(scene, session.value_of(key))
    if edits.waiting:
        waits = phrase("table.waiting", count=edits.waiting)
        st.caption(waits if edits.waiting > 1 else phrase("table.waiting_one"))
    for message in edits.bad:
        st.text(message)
    st.caption(light.plain(_resolution(scene)))
    rows = _as_csv(names, values)
    st.download_button(phrase("table.download"), rows, "points.csv", "text/csv", icon=":material/download:")


def _names(scene: Scene) -> dict[str, str]:
    return {"x": scene.x_axis.name or "x", "y": scene.y_axis.name or "y"}


def _values(scene: Scene) -> dict[str, list[float]]:
    """The points in the person's units."""
    x, y = scene.dataset.x, scene.dataset.y
    return {"x": [scene.x_axis.to_data(value) for value in x], "y": [scene.y_axis.to_data(value) for value in y]}


def _text(value: float) -> str:
    return f"{value:.15g}"


def _as_csv(names: dict[str, str], values: dict[str, list[float]]) -> str:
    """The table as CSV in the person's units, which the upload can read."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(csv_files.harmless, names.values()))
    writer.writerows([_text(x), _text(y)] for x, y in zip(*values.values(), strict=True))
    return out.getvalue()


def _resolution(scene: Scene) -> str:
    """A sentence about the rounding of points, and the average of untrained networks in the person's units."""
    axes = {"x": scene.x_axis, "y": scene.y_axis}
    if all(axis.is_window for axis in axes.values()):
        return phrase("table.rounds_both")
    steps = [
        phrase("table.step", name=axis.name or letter, step=number(axis.resolution, ".3g"))
        for letter, axis in axes.items()
    ]
    sentence = phrase("table.rounds", first=steps[0], second=steps[1])
    if scene.y_axis.is_window:
        return sentence
    return phrase("table.origin", sentence=sentence, name=scene.y_axis.name or "y", value=scene.origin.y)


def _read(scene: Scene, edits: Any) -> _Edits:
    """The table with the changes in its editor. A changed cell that is no number is reported and keeps its value."""
    edits = edits or {"edited_rows": {}, "deleted_rows": [], "added_rows": []}
    values = _values(scene)
    bad: list[str] = []
    rows: list[_Cells] = []
    for index, (x, y) in enumerate(zip(values["x"], values["y"], strict=True)):
        if index not in edits["deleted_rows"]:
            old: _Cells = {"x": x, "y": y}
            rows.append(_row(old, edits["edited_rows"].get(index, {}), index + 1, bad))
    added = [_row({}, row, len(values["x"]) + at, bad) for at, row in enumerate(edits["added_rows"], start=1)]
    points = tuple((row.get("x"), row.get("y")) for row in (*rows, *added))
    complete = tuple((x, y) for x, y in points if isinstance(x, float) and isinstance(y, float))
    return _Edits(complete, len(points) - len(complete), tuple(bad))


def _row(old: _Cells, changes: _Cells, at: int, bad: list[str]) -> _Cells:
    """A row with the changed cells as numbers; an emptied cell is None."""
    row = dict(old)
    for axis, cell in changes.items():
        text = "" if cell is None else str(cell)
        value = cells.number(text, comma=cells.prefers_comma([text]))
        if value is not None:
            row[axis] = value
        elif cells.is_missing(text):
            row[axis] = None
        else:
            bad.append(phrase("table.bad_row", row=at, reason=cells.why_not(text)))
    return row


def _edited(key: str) -> None:
    """Use the edited table once every row has an x and a y."""
    scene = session.current()
    edits = _read(scene, session.value_of(key))
    if not edits.waiting and not _is_same(scene, edits.points):
        table_import.offer(edits.points, (scene.x_axis, scene.y_axis), edits.bad)


def _is_same(scene: Scene, points: tuple[tuple[float, float], ...]) -> bool:
    """Whether the edit changed nothing."""
    values = _values(scene)
    return len(points) == len(values["x"]) and all(
        math.isclose(a, b, rel_tol=1e-15)
        for pair, old in zip(points, zip(*values.values(), strict=True), strict=True)
        for a, b in zip(pair, old, strict=True)
    )
