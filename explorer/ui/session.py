"""The scene in the session: one truth for widgets, chart and link, with undo and redo."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from explorer.scene import permalink
from explorer.scene.scene import Dataset, Scene
from ntkcore.cache import cached

_UNDO_DEPTH = 200


class History(NamedTuple):
    """The scenes before and after the present one, the nearest last, as links: a tenth of a scene's memory."""

    past: tuple[str, ...] = ()
    future: tuple[str, ...] = ()


def restore(query: Mapping[str, object], mended: Iterable[str] = ()) -> None:
    """Open the scene of the link, once a session; after that the session is the only truth.

    `mended` is what had to be mended in the rest of the link.
    """
    if "scene" not in st.session_state:
        st.session_state.scene, st.session_state.problems = permalink.decode(query)
        st.session_state.history = History()
        st.session_state.session_id = uuid.uuid4().hex
    st.session_state.problems += tuple(mended)


def current() -> Scene:
    """The scene on screen."""
    return st.session_state.scene


def session_id() -> str:
    """Tells this session's events from those that a browser kept from an earlier server."""
    return st.session_state.session_id


def problems() -> tuple[str, ...]:
    """What was mended when the link was opened."""
    return st.session_state.problems


def dismiss_problems() -> None:
    """The person has read them."""
    st.session_state.problems = ()


def can_undo() -> bool:
    """Whether there is an earlier scene."""
    return bool(st.session_state.history.past)


def can_redo() -> bool:
    """Whether an undo can be taken back."""
    return bool(st.session_state.history.future)


def history() -> History:
    """Where undo and redo lead."""
    return st.session_state.history


@cached(1024)  # the eight steps each way that go along with the chart, for a class of 60
def opened(link: str) -> Scene:
    """The scene of a link that stands in a history."""
    return permalink.decode(link)[0]


def commit(scene: Scene) -> None:
    """Make `scene` the present one; the one before can be had back with undo."""
    if scene != current():
        past = (*st.session_state.history.past, permalink.encode(current()))[-_UNDO_DEPTH:]
        st.session_state.history = History(past)
        st.session_state.scene = scene


def change(**fields: object) -> None:
    """Commit the present scene with some fields, or fields of its architecture, replaced."""
    scene = current()
    own = {name: value for name, value in fields.items() if hasattr(scene, name)}
    network = {name: value for name, value in fields.items() if name not in own}
    commit(replace(scene, architecture=replace(scene.architecture, **network), **own))


def undo() -> None:
    """Back to the scene before the last commit; nothing happens at the beginning."""
    past, future = st.session_state.history
    if past:
        st.session_state.history = History(past[:-1], (*future, permalink.encode(current())))
        st.session_state.scene = opened(past[-1])


def redo() -> None:
    """Undo the last undo; nothing happens at the end."""
    past, future = st.session_state.history
    if future:
        st.session_state.history = History((*past, permalink.encode(current())), future[:-1])
        st.session_state.scene = opened(future[-1])


def clear() -> None:
    """Take away all points and candidates; the network stays."""
    change(dataset=Dataset(), candidates=())
