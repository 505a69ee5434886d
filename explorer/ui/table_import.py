"""Import of points: paste or upload a table, check how it was read, settle doubts, and use it."""

from collections.abc import Callable

import streamlit as st

from explorer.format import number
from explorer.language import phrases_of
from explorer.scene import table
from explorer.scene.table import Axes, Placement, Points
from explorer.scene.units import window_text
from explorer.ui import session, table_draft, text, uploads

phrase = phrases_of("ui")


def form() -> None:
    """Draw the form in which a table is pasted or uploaded; its rows replace the points on the chart."""
    label = phrase("table.paste")
    st.text_area(label, key=table_draft.key_of("text"), height=180, placeholder="time (s), speed\n0.1, 3.5\n0.2, 4.1")
    # Any file name extension: tables have many, and the reader recognises a file without a table.
    uploads.uploader(phrase("table.file"), table_draft.key_of("file"))
    draft = table_draft.current_draft()
    # Above the preview, so that the button does not move when the preview appears.
    has_choice = draft is not None and draft.survey.needs_choice
    st.button(phrase("table.use"), on_click=_used, type="secondary" if has_choice else "primary", key="table_use")
    if draft is not None:
        table_draft.preview(draft)


def _used() -> None:
    """Use the table in the form, unless the person has something to decide first."""
    draft = table_draft.current_draft()
    _set_messages(())
    session.get().table.pending = None
    if draft is None:
        _set_messages(table.read_points("").problems)
    elif draft.read.points and not draft.survey.needs_choice and (table_draft.is_seen(draft) or not draft.is_open):
        _take(table.keep_inside(draft.read.points, draft.axes), (*draft.read.problems, *draft.read.notes))


def use(data: str) -> None:
    """Use a table that was dropped on the page, if nothing about it is open. Raises ValueError if something is."""
    draft = table_draft.dropped(data)
    if not draft.read.points:
        raise ValueError(" ".join(draft.read.problems))
    if draft.is_open or draft.survey.needs_choice:
        raise ValueError(text.section("playground", "open_table"))
    _take(table.keep_inside(draft.read.points, draft.axes), (*draft.read.problems, *draft.read.notes))


def offer(points: Points, axes: Axes, messages: tuple[str, ...]) -> None:
    """Use edited points if they fit into the window; else keep them until the person has chosen what to do."""
    _set_messages(messages)
    session.get().table.pending = None
    if table.outside_window(points, axes):
        session.get().table.pending = points, axes
    else:
        _take(table.keep_inside(points, axes), messages)


def _take(placement: Placement, messages: tuple[str, ...]) -> None:
    before = session.current()
    x_axis, y_axis = placement.axes
    stay = ()
    if before.candidates and (x_axis, y_axis) != (before.x_axis, before.y_axis) and _are_scaled(placement.axes):
        stay = (phrase("table.stayed"),)
    _start_afresh()
    if (x_axis, y_axis) != before.units:
        session.get().chart.rerun_page = True  # the sidebar names units
    session.change(dataset=placement.dataset, x_axis=x_axis, y_axis=y_axis)
    _set_messages((*messages, *placement.messages, *stay))


def _set_messages(messages: tuple[str, ...]) -> None:
    """Show `messages` under the table until its points or the text in the form change."""
    session.get().table.messages = _what_they_concern(), messages


def _messages() -> tuple[str, ...]:
    concern, messages = session.get().table.messages
    return messages if concern == _what_they_concern() else ()


def _what_they_concern() -> tuple[object, ...]:
    scene, draft = session.current(), table_draft.current_draft()
    return scene.dataset, *scene.units, hash(draft.data) if draft else None


def _are_scaled(axes: Axes) -> bool:
    return not all(axis.is_window for axis in axes)


def outcome() -> None:
    """Draw what was done, and the choice for points that do not fit into the window."""
    for message in _messages():
        st.text(message)
    pending = session.get().table.pending
    draft = table_draft.current_draft()
    if pending:
        points, axes = pending
        outside = table.outside_window(points, axes)
        _choice(points, axes, table.Survey(outside, (), 0, ()), ())
    elif draft is not None and draft.survey.needs_choice:
        read = draft.read
        _choice(read.points, draft.axes, draft.survey, (*read.problems, *read.notes))


def _choice(points: Points, axes: Axes, survey: table.Survey, messages: tuple[str, ...]) -> None:
    """Draw the reasons why points do not fit, and a button for each possible action."""
    st.warning(" ".join((*_reasons(points, axes, survey), phrase("table.unchanged"))))
    names = axes[0].name, axes[1].name
    actions: list[tuple[str, Callable[[], Placement]]] = [
        (phrase("table.rescale"), lambda: table.rescale(points, names))
    ]
    if survey.outliers:
        it = phrase("table.it") if len(survey.outliers) == 1 else phrase("table.them")
        without = (phrase("table.rescale_without", it=it), lambda: table.rescale(points, names, survey.outliers))
        actions = [without, (phrase("table.rescale_with", it=it), actions[0][1])]
    if survey.outside:
        actions += [
            (phrase("table.edge"), lambda: table.move_to_edge(points, axes)),
            (phrase("table.leave_out"), lambda: table.keep_inside(points, axes)),
        ]
    else:
        actions.append((phrase("table.as_they_are"), lambda: table.keep_inside(points, axes)))
    with st.container(horizontal=True):
        for i, (label, action) in enumerate(actions):
            st.button(label, on_click=_chosen, args=(action, messages), type="secondary" if i else "primary")
        st.button(phrase("table.discard"), on_click=_forget)


def _chosen(action: Callable[[], Placement], messages: tuple[str, ...]) -> None:
    _take(action(), messages)


def _reasons(points: Points, axes: Axes, survey: table.Survey) -> list[str]:
    """Sentences about why the points cannot be used unchanged."""
    reasons = []
    if survey.outside:
        counts = {"count": survey.outside, "points": len(points), "window": window_text(*axes)}
        reasons.append(phrase("table.outside" if len(points) > 1 else "table.outside_one", **counts))
    if survey.small:
        these = phrase("and").join(survey.small)
        reasons.append(phrase("table.small", names=these))
    if survey.merged:
        reasons.append(phrase("table.merged", count=survey.merged, points=len(points)))
    if survey.outliers:
        x, y = points[survey.outliers[0]]
        where = f"x = {number(x, '.6g')}, y = {number(y, '.6g')}"
        if len(survey.outliers) == 1:
            reasons.append(phrase("table.outlier", where=where))
        else:
            reasons.append(phrase("table.outliers", count=len(survey.outliers), where=where))
    return reasons


def _forget() -> None:
    _start_afresh()
    _set_messages(())


def _start_afresh() -> None:
    """Empty the form, and forget the points that waited for a choice."""
    state = session.get().table
    state.pending, state.round = None, state.round + 1
