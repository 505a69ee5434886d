"""The exact table of training points: edit, paste or upload; far data are offered a place in the window."""

import pandas as pd
import streamlit as st

from ntkcore import table
from pages.ui import state

Points = tuple[tuple[float, float], ...]


def points_table() -> None:
    """An expander with the table; drawn only while it is open, since it travels with every edit."""
    box = st.expander("Points as a table", icon=":material/table:", key="table_open", on_change="rerun")
    if not box.open:
        return
    with box:
        edit, paste = st.columns([1, 1], gap="medium")
        with edit:
            _editor()
        with paste:
            _import()
        _pending()


def _editor() -> None:
    """The table itself. Its key names the data set: another data set, another editor, with no edits left over."""
    dataset = state.current().dataset
    frame = pd.DataFrame({"x": dataset.x, "y": dataset.y}, dtype=float)
    key = f"points_{hash(dataset)}_{_round()}"
    number = st.column_config.NumberColumn(format="%.2f", step=0.01)
    edited = st.data_editor(
        frame,
        key=key,
        on_change=_edited,
        args=(key,),
        num_rows="dynamic",
        hide_index=True,
        height=320,
        column_config={"x": number, "y": number},
    )
    missing = len(edited) - len(edited.dropna())
    if missing:
        st.caption(f"{missing} row{'s' if missing > 1 else ''} waiting for both an x and a y.")
    st.download_button("Download CSV", frame.to_csv(index=False), "points.csv", "text/csv", icon=":material/download:")


def _edited(key: str) -> None:
    """Take the edited table once every row of it has an x and a y."""
    dataset, edits = state.current().dataset, st.session_state[key]
    rows: list[dict[str, float | None]] = [
        {"x": x, "y": y} | edits["edited_rows"].get(index, {})
        for index, (x, y) in enumerate(zip(dataset.x, dataset.y, strict=True))
        if index not in edits["deleted_rows"]
    ]
    points = [(row.get("x"), row.get("y")) for row in (*rows, *edits["added_rows"])]
    complete = tuple((float(x), float(y)) for x, y in points if x is not None and y is not None)
    if len(complete) == len(points):
        _offer(complete, ())


def _round() -> int:
    """Counts what was taken from the table, so that its widgets start afresh."""
    return st.session_state.get("table_round", 0)


def _import() -> None:
    """Paste or upload CSV; the rows replace the points on the chart."""
    text_key, file_key = f"csv_text_{_round()}", f"csv_file_{_round()}"
    st.text_area("Paste CSV: x, y", key=text_key, height=180, placeholder="x,y\n-0.5,0.25\n0.75,-1")
    st.file_uploader("or choose a file", type=["csv", "tsv", "txt"], key=file_key)
    st.button("Use these points", on_click=_imported, args=(text_key, file_key), type="primary")


def _imported(text_key: str, file_key: str) -> None:
    upload = st.session_state[file_key]
    read = table.read_points(upload.getvalue() if upload else st.session_state[text_key])
    _offer(read.points, read.problems)


def _offer(points: Points, problems: tuple[str, ...]) -> None:
    """Take points that fit; hold back those that do not until the person has chosen."""
    st.session_state.table_words = problems
    if table.outside_window(points):
        st.session_state.table_pending = points
    elif points or not problems:  # rows of which none can be read never wipe the chart
        _take(table.keep_inside(points))


def _take(placement: table.Placement) -> None:
    st.session_state.table_pending = ()
    st.session_state.table_words = (*st.session_state.get("table_words", ()), *placement.words)
    st.session_state.table_round = _round() + 1
    state.change(dataset=placement.dataset)


def _pending() -> None:
    """What was read, what could not be used, and the choice for points outside the window."""
    for words in st.session_state.get("table_words", ()):
        st.text(words)
    points: Points = st.session_state.get("table_pending", ())
    if points:
        outside = table.outside_window(points)
        st.warning(
            f"{outside} of {len(points)} points lie outside the window (x from −1.5 to 1.5, y from −3 to 3). "
            "Nothing has changed yet."
        )
        left, middle, right, _ = st.columns([2, 2, 2, 4])
        left.button("Rescale to fit", on_click=_take, args=(table.rescale(points),), type="primary")
        middle.button("Leave those out", on_click=_take, args=(table.keep_inside(points),))
        right.button("Forget it", on_click=_forget)


def _forget() -> None:
    st.session_state.table_pending = ()
    st.session_state.table_words = ()
    st.session_state.table_round = _round() + 1
