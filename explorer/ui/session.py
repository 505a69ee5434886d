"""One typed session a person; its scene is the one truth for widgets, chart and link, with undo and redo."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from explorer.scene import permalink
from explorer.scene.scene import Dataset, Scene
from explorer.scene.table import Axes, Points
from explorer.ui.fields import Fields
from explorer.ui.queue import Job
from ntkcore.cache import cached

_KEY = "session"  # of all that is ours in Streamlit's session state
_UNDO_DEPTH = 200
_Store = TypeVar("_Store")


class History(NamedTuple):
    """The scenes before and after the present one, the nearest last, as links: a tenth of a scene's memory."""

    past: tuple[str, ...] = ()
    future: tuple[str, ...] = ()


@dataclass(slots=True)
class PageSettings:
    """The settings that one page has besides the scene: what they can be, and what they are now."""

    fields: Fields = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Chart:
    """What has come from the live chart."""

    newest: int = 0  # the number of the last event that was applied
    refusals: tuple[str, ...] = ()  # why edits were not made; to be said once
    rerun_page: bool = False  # an edit has changed what stands outside the chart's fragment


@dataclass(slots=True)
class Widgets:
    """Which widgets show what: see explorer.ui.widgets.mirror."""

    shown_on: dict[str, tuple[str, str]] = field(default_factory=dict)  # the page and the maker, by the widget's key
    assigned: dict[str, int] = field(default_factory=dict)  # the number of the last assignment, by the widget's key
    assignments: int = 0


@dataclass(slots=True)
class Jobs:
    """Long computations by their kind."""

    latest: dict[str, Job] = field(default_factory=dict)
    computed: set[str] = field(default_factory=set)  # begun in this session
    lost: set[str] = field(default_factory=set)  # computed in an earlier session of this page, and gone with it


@dataclass(slots=True)
class TableImport:
    """The form in which a table is brought in."""

    round: int = 0  # how many tables were used or discarded: the form starts afresh after each
    shown: str | bytes | None = None  # the table whose reading the person has been shown
    pending: tuple[Points, Axes] | None = None  # edited points that wait for a choice
    messages: tuple[object, tuple[str, ...]] = (None, ())  # the points that were on screen, and the text about them


@dataclass(slots=True)
class Session:
    """All that the server keeps for one person, besides what Streamlit keeps for its widgets."""

    scene: Scene
    problems: tuple[str, ...] = ()  # what was mended when the link was opened, until the person has read it
    history: History = field(default_factory=History)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)  # tells its events from an earlier session's
    page: str = ""  # the title of the present page
    pages: dict[str, PageSettings] = field(default_factory=dict)  # by title
    chart: Chart = field(default_factory=Chart)
    widgets: Widgets = field(default_factory=Widgets)
    jobs: Jobs = field(default_factory=Jobs)
    table: TableImport = field(default_factory=TableImport)
    studies: dict[type, Any] = field(default_factory=dict)  # what single studies keep, by its type

    def of(self, store: type[_Store]) -> _Store:
        """What a study keeps in this session, of a type that the study defines; made with its defaults at first."""
        return self.studies.setdefault(store, store())


def restore(query: Mapping[str, object]) -> None:
    """Open the scene of the link, once a session; after that the session is the only truth."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session(*permalink.decode(query))


def get() -> Session:
    """The session of the person for whom this run draws."""
    return st.session_state[_KEY]


def of(store: type[_Store]) -> _Store:
    """What a study keeps in the present session: see Session.of."""
    return get().of(store)


def current() -> Scene:
    """The scene on screen."""
    return get().scene


def dismiss_problems() -> None:
    """The person has read them."""
    get().problems = ()


def can_undo() -> bool:
    """Whether there is an earlier scene."""
    return bool(get().history.past)


def can_redo() -> bool:
    """Whether an undo can be taken back."""
    return bool(get().history.future)


@cached(1024)  # the eight steps each way that go along with the chart, for a class of 60
def opened(link: str) -> Scene:
    """The scene of a link that stands in a history."""
    return permalink.decode(link)[0]


def commit(scene: Scene) -> None:
    """Make `scene` the present one; the one before can be had back with undo."""
    now = get()
    if scene != now.scene:
        now.history = History((*now.history.past, permalink.encode(now.scene))[-_UNDO_DEPTH:])
        now.scene = scene


def change(**fields: object) -> None:
    """Commit the present scene with some fields, or fields of its architecture, replaced."""
    scene = current()
    scene_fields = {name: value for name, value in fields.items() if hasattr(scene, name)}
    network = {name: value for name, value in fields.items() if name not in scene_fields}
    commit(replace(scene, architecture=replace(scene.architecture, **network), **scene_fields))


def undo() -> None:
    """Back to the scene before the last commit; nothing happens at the beginning."""
    now = get()
    past, future = now.history
    if past:
        now.history = History(past[:-1], (*future, permalink.encode(now.scene)))
        now.scene = opened(past[-1])


def redo() -> None:
    """Undo the last undo; nothing happens at the end."""
    now = get()
    past, future = now.history
    if future:
        now.history = History((*past, permalink.encode(now.scene)), future[:-1])
        now.scene = opened(future[-1])


def clear() -> None:
    """Take away all points and candidates; the network stays."""
    change(dataset=Dataset(), candidates=())
