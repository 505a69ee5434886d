"""The Share panel's code, and the files that a person opens: dropped on a page or chosen in the panel."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

import streamlit as st

from explorer import language
from explorer.export import document
from explorer.language import phrases_of
from explorer.scene import permalink
from explorer.scene.values import quote
from explorer.ui import assets, files, light, session, settings, table_import

phrase = phrases_of("ui")

KEY = "page"  # of the component that is on every page
_STYLES = f"\nexport const STYLES = {json.dumps(assets.read('share/share.css'))};\n"
_CODES = {
    each: files.offer("share", ".js", assets.bundle("share", "panel.js", words_in=each) + _STYLES)
    for each in language.LISTED
}


def data(page: str) -> dict[str, str]:
    """The data of the component on every page: the panel's address, '' without our server, and the page's name."""
    return {"code": files.address(_CODES[language.now()].name), "page": page}


def receive() -> None:
    """Open the file that the browser has sent: a scene that was exported here, or a table of points."""
    file = session.value_of(KEY, {}).get("opened")
    if not isinstance(file, Mapping):
        return
    name = quote(str(file.get("name", "")))
    try:
        _open(file.get("text"), str(file.get("page", "")))
        message = phrase("opened.done", name=name)
    except ValueError as error:
        message = phrase("opened.refused", name=name, error=error)
    session.get().notices += (message,)


def _open(text: object, page: str) -> None:
    """Commit the scene in `text`, or its points. Raises ValueError, in a sentence, if that is not possible."""
    if not isinstance(text, str):
        raise ValueError(phrase("opened.large"))
    origin = document.read_origin(text)
    if origin is None:
        table_import.use(text)
        return
    given = dict(parse_qsl(origin.link, keep_blank_values=True))
    scene, problems = permalink.decode({key: given[key] for key in given if key in permalink.KEYS | {"v"}})
    session.commit(scene)
    session.get().problems = problems
    if origin.page == page:
        settings.put(**settings.read(settings.fields(), given))


def tell() -> None:
    """Draw what became of opened files, each once."""
    notices, session.get().notices = session.get().notices, ()
    for notice in notices:
        st.toast(light.plain(notice))
