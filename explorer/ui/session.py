"""The typed session of a person. Its scene decides what widgets, chart and link show; with undo and redo."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer import language
from explorer.scene import permalink
from explorer.scene.scene import Dataset, Root, Scene
from explorer.scene.table import Axes, Points
from explorer.ui.display import Display
from explorer.ui.fields import Fields
from explorer.ui.queue import Job
from ntkcore.cache import cached

_KEY = "session"  # the only key of ours in Streamlit's session state, besides those of widgets
_UNDO_DEPTH = 200
_MOST_REFUSALS, _LONGEST_REFUSAL = 4, 300  # of one message, and its letters: both may quote what a stranger has sent
_Store = TypeVar("_Store")


class History(NamedTuple):
    """Scenes before and after the current one, the nearest last, as links: a tenth of a scene's memory."""

    past: tuple[str, ...] = ()
    future: tuple[str, ...] = ()


@dataclass(slots=True)
class PageSettings:
    """Settings that one page has besides the scene: their fields and their current values."""

    fields: Fields = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    linked: dict[str, Scene] = field(default_factory=dict)  # the link's scene, by the keys that the link named
    group: list[Any] | None = None  # the controls that are about to be drawn together


@dataclass(slots=True)
class Chart:
    """The state of the live chart: the effects of its events."""

    refusals: tuple[str, ...] = ()  # why edits were not made; shown once
    rerun_page: bool = False  # an edit has changed something outside the chart's fragment


@dataclass(slots=True)
class Jobs:
    """Long computations of this session, by their task."""

    latest: dict[str, Job] = field(default_factory=dict)
    computed: set[str] = field(default_factory=set)  # begun in this session
    lost: set[str] = field(default_factory=set)  # computed in an earlier session of this page, and lost with it


@dataclass(slots=True)
class TableImport:
    """The state of the form that imports a table."""

    round: int = 0  # how many tables were used or discarded: the form starts afresh after each
    shown: str | bytes | None = None  # the table of which the person has seen how it was read
    pending: tuple[Points, Axes] | None = None  # edited points that do not fit until the person has made a choice
    messages: tuple[object, tuple[str, ...]] = (None, ())  # the points and the form that they concern, and the texts


@dataclass(slots=True)
class Shown:
    """The part of the page that is on screen, and what its sidebar sets, as the last run drew them."""

    part: str = ""  # the label of the chosen tab
    settings: frozenset[str] = frozenset()  # what the sidebar sets: "network", "distribution", "noise"


@dataclass(slots=True)
class Session:
    """The state that the server stores for one person, besides Streamlit's own state of widgets."""

    scene: Scene
    problems: tuple[str, ...] = ()  # what was repaired in the link, until the person has read it
    display: Display = field(default_factory=Display)  # the controls that the link locks and hides, its language
    wishes: str = ""  # the browser's languages, as in the header Accept-Language
    notices: tuple[str, ...] = ()  # what became of files that were opened; shown once
    history: History = field(default_factory=History)
    id: str = field(
        default_factory=lambda: uuid.uuid4().hex
    )  # its events carry it, those of an earlier session another
    left: object = None  # the id of the session that this one has followed, as its browser says
    page: str = ""  # the title of the current page
    shown: Shown = field(default_factory=Shown)
    pages: dict[str, PageSettings] = field(default_factory=dict)  # by title
    chart: Chart = field(default_factory=Chart)
    listeners: dict[str, Callable[..., None]] = field(default_factory=dict)  # what applies a component's events, by key
    received: dict[str, int] = field(default_factory=dict)  # the number of the last event applied, by key
    returning: tuple[str, dict[str, str]] | None = None  # the way back to a lesson: its label, and the link
    refusals: tuple[str, ...] = ()  # why controls were not moved; shown once
    jobs: Jobs = field(default_factory=Jobs)
    table: TableImport = field(default_factory=TableImport)
    studies: dict[type, Any] = field(default_factory=dict)  # the state of single studies, by its type

    def of(self, store: type[_Store]) -> _Store:
        """The state that a study keeps in this session, an object of type `store`; created with its defaults."""
        return self.studies.setdefault(store, store())


def restore(query: Mapping[str, object]) -> bool:
    """Open the scene of the link, once in a session; later the session is the only source of the scene.

    Returns whether it was opened now.
    """
    is_new = _KEY not in st.session_state
    if is_new:
        st.session_state[_KEY] = Session(*permalink.decode(query), wishes=st.context.headers.get("Accept-Language", ""))
    return is_new


def get() -> Session:
    """The session of the person who sees this run."""
    return st.session_state[_KEY]


def _language() -> str:
    """The language of the person who sees this run; English outside a session."""
    if get_script_run_ctx(suppress_warning=True) is None or _KEY not in st.session_state:
        return language.ENGLISH
    return language.choose(get().display.language, get().wishes)


language.follow(_language)


def value_of(key: str, default: Any = None) -> Any:
    """The value of the widget or component with this key, or `default` if there is none."""
    return st.session_state.get(key, default)


def of(store: type[_Store]) -> _Store:
    """The state that a study keeps in the current session: see Session.of."""
    return get().of(store)


def current() -> Scene:
    """The current scene."""
    return get().scene


def dismiss_problems() -> None:
    """Forget the messages about the link once the person has read them."""
    get().problems = ()


def refused(before: tuple[str, ...], refusal: str) -> tuple[str, ...]:
    """Return `before` with one more refusal to tell, shortened; the first few of a message are kept."""
    clean = "".join(letter for letter in refusal[: _LONGEST_REFUSAL + 1] if letter.isprintable())
    brief = clean if len(clean) <= _LONGEST_REFUSAL else f"{clean[:_LONGEST_REFUSAL]}…"
    return (*before, brief)[:_MOST_REFUSALS]


def can_undo() -> bool:
    """Whether there is an earlier scene."""
    return bool(get().history.past)


def can_redo() -> bool:
    """Whether an undo can be reversed."""
    return bool(get().history.future)


@cached(1024)  # the eight steps each way that are sent with the chart, for a class of 60
def opened(link: str) -> Scene:
    """Cached scene of a link in the history."""
    return permalink.decode(link)[0]


def commit(scene: Scene) -> None:
    """Make `scene` the current one; undo restores the scene before.

    A pin is dropped with the units in which it was pinned: in others its curve would stand for something else.
    """
    now = get()
    if scene.units != now.scene.units and scene.pin == now.scene.pin:
        scene = replace(scene, pin=None)
    if scene != now.scene:
        now.history = History((*now.history.past, permalink.encode(now.scene))[-_UNDO_DEPTH:])
        now.scene = scene


def change(**fields: object) -> None:
    """Commit the current scene with some fields, or fields of its architecture, replaced.

    Another network or seed has samples of the triangular root: see scene.Root.
    """
    scene = current()
    scene_fields: dict[str, Any] = {name: value for name, value in fields.items() if hasattr(scene, name)}
    network: dict[str, Any] = {name: value for name, value in fields.items() if name not in scene_fields}
    changed = replace(scene, architecture=replace(scene.architecture, **network), **scene_fields)
    if (changed.architecture, changed.seed) != (scene.architecture, scene.seed):
        changed = replace(changed, root=Root.TRIANGULAR)
    commit(changed)


def undo() -> None:
    """Restore the scene before the last commit, if there is one."""
    now = get()
    past, future = now.history
    if past:
        now.history = History(past[:-1], (*future, permalink.encode(now.scene)))
        now.scene = opened(past[-1])


def redo() -> None:
    """Reverse the last undo, if there is one."""
    now = get()
    past, future = now.history
    if future:
        now.history = History((*past, permalink.encode(now.scene)), future[:-1])
        now.scene = opened(future[-1])


def clear() -> None:
    """Remove all points and candidates; the network stays."""
    change(dataset=Dataset(), candidates=())
