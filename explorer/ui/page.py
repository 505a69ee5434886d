"""Opens every page: reads the link, draws the navigation and messages, and keeps the link up to date."""

from collections.abc import Mapping, Set
from pathlib import Path
from urllib.parse import parse_qsl

# Plotly and Streamlit use pandas if it is among the loaded modules. Without this import they could find it while the
# first chart of another session is still importing it.
import pandas  # noqa: F401
import streamlit as st
from streamlit.components.v2 import component

from explorer import language
from explorer.language import phrases_of
from explorer.scene import permalink
from explorer.ui import (
    assets,
    compute,
    display,
    files,
    inputs,
    jobs,
    plots,
    right_now,
    session,
    settings,
    share,
    text,
    units,
)
from explorer.ui.delivery import keep_all
from explorer.ui.drawing import Drawing

TITLE = "NTK Explorer"  # of the app, in every language
LESSONS = "Lessons"  # the title of the page
PAGES = (
    ("app.py", "Playground", ":material/scatter_plot:"),
    ("pages/lessons.py", LESSONS, ":material/school:"),
    ("pages/prior.py", "Prior", ":material/gesture:"),
    ("pages/eigenmodes.py", "Eigenmodes", ":material/graphic_eq:"),
    ("pages/training.py", "Training", ":material/model_training:"),
    ("pages/simplicity.py", "Simplicity", ":material/grid_on:"),
    ("pages/bounds.py", "Bounds", ":material/vertical_align_top:"),
    ("pages/finite_width.py", "Finite width", ":material/width:"),
    ("pages/images.py", "Images", ":material/image:"),
    ("pages/mode_cost.py", "Data for a mode", ":material/sell:"),
    ("pages/puzzle.py", "The puzzle", ":material/extension:"),
    ("pages/room.py", "Room", ":material/groups:"),
    ("pages/guide.py", "How to read it", ":material/menu_book:"),
)
ADDRESSES = {label: Path(path).stem.removeprefix("app") for path, label, _ in PAGES}  # the first page is at the root

phrase = phrases_of("ui")
SIDEBAR_WIDTH = 256  # pixels

_permalink = component("ntk_permalink", js=assets.bundle(".", "permalink.js"))
_connections = {
    each: component(f"ntk_connection_{each}", js=assets.bundle("connection", "connection.js", words_in=each))
    for each in language.LISTED
}
_page = Drawing("ntk_page", "page", "page.js")
FILES = (_page.file.name,)
keep_all()


def open_page(title: str, fields: settings.Fields | None = None, *, figures: bool = False) -> None:
    """Open a page, the first call of each: restore session and settings from the link, and draw the navigation.

    `fields` are the settings of this page, by their keys in the link. With `figures` the page gets plotly.
    """
    query = st.query_params.to_dict()
    if session.restore(settings.without(fields or {}, query)):
        _read_display(query, allowed=permalink.KEYS | (fields or {}).keys())
    st.set_page_config(
        page_title=f"{label_of(title)} · {TITLE}",
        page_icon=str(assets.ASSETS / "icon.svg"),
        layout="wide",
        initial_sidebar_state=SIDEBAR_WIDTH,
    )
    if not files.are_served():  # our server's document has them already
        st.html(f"<style>{assets.page_styles()}</style>")
    settings.restore(title, fields or {}, query)
    right_now.begin()
    _keep_connection()
    _navigation(title)
    inputs.bring()
    _page.bring()
    share.tell()
    _way_back(title)
    # Messages that come and go have a container of their own: elements below keep their nodes, and with them the focus.
    with st.empty():
        _problems()
    with st.empty():
        compute.wait_until_warm()
    if figures:
        plots.bring_library()


def open_button(title: str, label: str, **values: object) -> None:
    """Draw a button that opens the page `title` with these settings and the present scene."""
    path, _, icon = next(each for each in PAGES if each[1] == title)
    if st.button(label, key=f"open_{Path(path).stem}", icon=icon):
        go(title, **values)


def go(title: str, **values: object) -> None:
    """Open the page `title` with these settings and the present scene."""
    settings.prepare(title, **values)
    st.switch_page(next(path for path, label, _ in PAGES if label == title))


def keep_link() -> None:
    """Put the current scene into the address bar; called last, inside the fragment that edits the scene if any."""
    now = {"sentences": right_now.sentences(label_of(session.get().page))}
    _permalink(key="permalink", data={"query": settings.link(), "session": session.get().id} | now)


def _keep_connection() -> None:
    """Watch the connection; once it is restored, run the page and note what the earlier session had computed."""
    data = {"session": session.get().id, "computed": jobs.memory(), "process": files.PROCESS}
    came = _connections[language.now()](key="connection", data=data, on_returned_change=lambda: None).returned
    now, left = session.get(), came.get("session") if isinstance(came, Mapping) else None
    if left not in (None, now.id, now.left):  # a forged message may say it in every run
        now.left = left
        jobs.lose(came.get("computed"))
        st.rerun()  # tell the browser: this session may be lost in turn


def _read_display(query: Mapping[str, str], allowed: Set[str]) -> None:
    """Read which controls the link locks and hides, and note what is none of the `allowed` settings."""
    now, problems = session.get(), []
    now.display = display.read(query, allowed, problems)
    now.problems += tuple(problems)


def label_of(title: str) -> str:
    """The name of a page in the person's language; its title is English, and stands for the page in the code."""
    return phrase(f"pages.{ADDRESSES[title]}")


def _navigation(title: str) -> None:
    pairs = dict(parse_qsl(permalink.encode(session.current()), keep_blank_values=True)) | session.get().display.pairs
    address = ADDRESSES[title]
    with st.sidebar:
        st.markdown(f"**{TITLE}**")
        with st.container(key="pages"):
            for path, title, icon in PAGES:
                st.page_link(path, label=label_of(title), icon=icon, query_params=pairs)
        _page(key=share.KEY, data=share.data(address), on_opened_change=share.receive)


def _way_back(title: str) -> None:
    """Draw the way back to the lesson from which the person has come to this page."""
    now = session.get()
    if title == LESSONS:
        now.returning = None
    if now.returning is not None:
        label, query = now.returning
        path = next(path for path, title, _ in PAGES if title == LESSONS)
        st.page_link(path, label=label, icon=":material/arrow_back:", query_params=query)


def _problems() -> None:
    """Draw what had to be repaired in the link, as plain text: it may quote what a stranger wrote."""
    if problems := session.get().problems:
        with st.container(border=True, key="mended"):
            text.show("playground", "damaged")
            st.text("\n".join(f"• {units.mended(problem)}" for problem in problems))
            st.button(phrase("got_it"), on_click=session.dismiss_problems)
