"""Bring points in: paste or upload a table, see what was read, decide what is open, and use it."""

from collections.abc import Callable

import streamlit as st

from explorer.format import number
from explorer.scene import table
from explorer.scene.table import Axes, Placement, Points
from explorer.ui import session, table_draft

_WINDOW = "(x from −1.5 to 1.5, y from −3 to 3)"
_THE_SAME = "Nothing has changed yet."


def form() -> None:
    """Paste or upload a table; its rows take the place of the points on the chart."""
    words = "Paste CSV, or any table of x and y"
    st.text_area(words, key=table_draft.key_of("text"), height=180, placeholder="time (s), speed\n0.1, 3.5\n0.2, 4.1")
    # Any ending: tables have many, and a file that holds none is named for what it is.
    st.file_uploader("or choose a file", key=table_draft.key_of("file"))
    draft = table_draft.current_draft()
    # Above what was read, so that it stays under the finger when that appears.
    has_choice = draft is not None and draft.survey.needs_choice
    st.button("Use these points", on_click=_used, type="secondary" if has_choice else "primary", key="table_use")
    if draft is not None:
        table_draft.preview(draft)


def _used() -> None:
    """Use what stands in the form; what has to be decided is shown first and changes nothing."""
    draft = table_draft.current_draft()
    _say(())
    session.get().table.pending = None
    if draft is None:
        _say(table.read_points("").problems)
    elif draft.read.points and not draft.survey.needs_choice and (table_draft.is_seen(draft) or not draft.is_open):
        _take(table.keep_inside(draft.read.points, draft.axes), (*draft.read.problems, *draft.read.notes))


def offer(points: Points, axes: Axes, words: tuple[str, ...]) -> None:
    """Take an edited table when it fits; hold it back until the person has chosen when it does not."""
    _say(words)
    session.get().table.pending = None
    if table.outside_window(points, axes):
        session.get().table.pending = points, axes
    else:
        _take(table.keep_inside(points, axes), words)


def _take(placement: Placement, words: tuple[str, ...]) -> None:
    before = session.current()
    x_axis, y_axis = placement.axes
    stay = ()
    if before.candidates and (x_axis, y_axis) != (before.x_axis, before.y_axis) and _are_scaled(placement.axes):
        stay = ("The values you ask about did not move in the chart. Their numbers are now in the new units.",)
    _start_afresh()
    if (x_axis, y_axis) != before.units:
        session.get().chart.rerun_page = True  # the sidebar names units
    session.change(dataset=placement.dataset, x_axis=x_axis, y_axis=y_axis)
    _say((*words, *placement.messages, *stay))


def _say(words: tuple[str, ...]) -> None:
    """Words under the table, until its points change again."""
    session.get().table.said = _shown_points(), words


def _said() -> tuple[str, ...]:
    points, words = session.get().table.said
    return words if points == _shown_points() else ()


def _shown_points() -> tuple[object, ...]:
    scene = session.current()
    return scene.dataset, scene.x_axis, scene.y_axis


def _are_scaled(axes: Axes) -> bool:
    return not all(axis.is_window for axis in axes)


def outcome() -> None:
    """What was done, and the choice for points that the window cannot show as they are."""
    for words in _said():
        st.text(words)
    pending = session.get().table.pending
    draft = table_draft.current_draft()
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
    _start_afresh()
    _say(())


def _start_afresh() -> None:
    """Empty the form, and forget the points that waited for a choice."""
    state = session.get().table
    state.pending, state.round = None, state.round + 1
