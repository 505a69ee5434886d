"""The HTML document of the app: Streamlit's, plus what helps before the app has answered: title, styles, preloads."""

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.file_util import get_static_dir

from explorer import environment, language
from explorer.export.sentence import describe
from explorer.policy import content_policy
from explorer.scene import permalink
from explorer.studies.images.sections import editor
from explorer.studies.lessons import sheet
from explorer.studies.room import view
from explorer.studies.training.sections import clock
from explorer.ui import assets, chart, files, inputs, light, page, plots
from ntkcore.cache import cached

_FOLDERS = "_stcore|static|media|component|app|oauth2callback|auth"  # of Streamlit's server
_HEAD_END, _BODY_END = "</head>", "</body>"
# Keys in Streamlit's manifest of the modules that it loads lazily.
_LAZY = "../lib/src/components/{}.tsx"
_LIBRARY = "../node_modules/{}/index.js"
_MENU = ("elements/PageLink/PageLink", "widgets/BidiComponent/BidiComponent")
_BUTTONS = ("widgets/Button/Button",)
_NUMBERS = ("elements/Metric/Metric",)
_FORMULAS = "rehype-katex"
# Widgets that appear later. The server may be gone by then, and a browser does not ask again for a module that it
# failed to get. (The code of the table of points is too large to be preloaded.)
_NOTES = ("elements/Toast/Toast", "elements/Spinner/Spinner")
_JOBS = ("elements/Progress/Progress",)
_UPLOADS = ("widgets/FileUploader/FileUploader", "widgets/DownloadButton/DownloadButton")
# Widgets that each page shows at once or later. Preloading their code keeps the page from jumping when it arrives.
_PAGE_WIDGETS: dict[str, tuple[str, ...]] = {
    "": (*_MENU, *_BUTTONS, *_NOTES, *_UPLOADS, "widgets/TextArea/TextArea"),
    "prior": (*_MENU, *_BUTTONS, *_NUMBERS, *_NOTES, *_JOBS, "elements/Html/Html", _FORMULAS),
    "eigenmodes": (*_MENU, *_BUTTONS, *_NUMBERS, *_NOTES, _FORMULAS),
    "training": (*_MENU, *_BUTTONS, *_NUMBERS, *_NOTES, *_JOBS, *_UPLOADS, _FORMULAS),
    "simplicity": (*_MENU, *_BUTTONS, *_NUMBERS, *_NOTES, *_JOBS, _FORMULAS),
    "bounds": (*_MENU, *_BUTTONS, *_NUMBERS, *_NOTES, *_JOBS, _FORMULAS),
    "finite_width": (*_MENU, *_BUTTONS, *_NUMBERS, *_NOTES, *_JOBS, _FORMULAS),
    "images": (*_MENU, *_BUTTONS, *_NUMBERS, *_NOTES, *_JOBS, "elements/Html/Html", _FORMULAS),
    "mode_cost": (*_MENU, *_BUTTONS, *_NUMBERS, *_NOTES, *_JOBS, _FORMULAS),
    "puzzle": (*_MENU, *_BUTTONS, *_NUMBERS, *_NOTES, "widgets/Checkbox/Checkbox", _FORMULAS),
    "room": (*_MENU, *_BUTTONS, *_NOTES),
    "guide": (*_MENU, *_BUTTONS, *_NOTES, _FORMULAS),
    "lessons": (*_MENU, *_BUTTONS, *_NOTES),
}
# Our own files that each page uses at once.
_PAGE_FILES: dict[str, tuple[str, ...]] = {
    "": (*page.FILES, *inputs.FILES, *chart.FILES),
    "prior": (*page.FILES, *inputs.FILES, *plots.FILES),
    "eigenmodes": (*page.FILES, *inputs.FILES, *plots.FILES),
    "training": (*page.FILES, *inputs.FILES, *clock.FILES, *plots.FILES),
    "simplicity": (*page.FILES, *inputs.FILES, *plots.FILES),
    "bounds": (*page.FILES, *inputs.FILES, *plots.FILES),
    "finite_width": (*page.FILES, *inputs.FILES, *plots.FILES),
    "images": (*page.FILES, *inputs.FILES, *editor.FILES, *plots.FILES),
    "mode_cost": (*page.FILES, *inputs.FILES, *plots.FILES),
    "puzzle": (*page.FILES, *inputs.FILES, *plots.FILES),
    "room": (*page.FILES, *view.FILES),
    "guide": (*page.FILES, *light.FILES),
    "lessons": (*page.FILES, *inputs.FILES, *chart.FILES, *sheet.FILES),
}


def routes(paths: Iterable[str]) -> list[Route]:
    """Routes that serve the document at each page of the app, and 404 at what cannot be a file of Streamlit's.

    Streamlit answers all other paths: its files stand in folders of its own, but for a few at the top.
    """
    base, paths = files.base_path(), tuple(paths)
    register_url_convertor("elsewhere", _elsewhere(paths))
    pages = [Route(f"{base}/{path}", _answer(path)) for path in paths]
    return [*pages, Route(f"{base}/{{path:elsewhere}}", _no_such_page)]


def _elsewhere(pages: Iterable[str]) -> PathConvertor:
    """Matches paths of no page, of no file and of no folder of Streamlit's."""
    named = "|".join(re.escape(page) for page in pages if page)
    files_at_top = "|".join(re.escape(each.name) for each in Path(get_static_dir()).iterdir() if each.is_file())
    pattern = rf"(?!(?:{named})/?$)(?!(?:{_FOLDERS})/)(?:[^.]+|(?!(?:{files_at_top})$)[^/]+)"
    return type("_Elsewhere", (PathConvertor,), {"regex": pattern})()


def _no_such_page(_: Request) -> Response:
    html = assets.read("missing.html").replace("HOME", f"{files.base_path()}/")
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    return Response(html, 404, {"Cache-Control": "no-store", "Content-Security-Policy": policy}, "text/html")


@cached(64)  # more than there are pages, in two languages
def document(path: str, chosen: str = language.ENGLISH) -> str:
    """Streamlit's index.html in a language, with our title, styles, and preloads of the code that the page needs."""
    html = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    if html.count(_HEAD_END) != 1 or html.count(_BODY_END) != 1:
        raise ValueError("Streamlit's index.html has no head and body any more. Read it, then mend this module.")
    links = "".join(f'<link rel="modulepreload" crossorigin href="./{name}">' for name in _needed(path, html, chosen))
    styles = f"<style>{assets.read('shell.css')}{assets.page_styles()}</style>"
    labels = language.labels("ui", chosen)
    named = f"{labels[f'pages.{path}']} · {page.TITLE}" if path else page.TITLE
    previews = _previews(named, labels["description"])
    ours = "".join(f'<meta {key}="{name}" content="{escape(value)}">' for key, name, value in previews) + links
    # The script stands before the first file whose failure it notes.
    title = f"<title>{named}</title><script>{assets.bundle('.', 'shell.js', words_in=chosen)}</script>"
    html = html.replace('<html lang="en">', f'<html lang="{chosen}">')
    html = html.replace("<title>Streamlit</title>", title).replace(_HEAD_END, ours + _HEAD_END)
    return html.replace(_BODY_END, styles + _BODY_END)  # after Streamlit's own styles, which are in the head


def _previews(title: str, description: str) -> tuple[tuple[str, str, str], ...]:
    """The keys, names and values of what programs show of a link; the description becomes that of the link's scene."""
    described = (("name", "description"), ("property", "og:description"))
    named = (
        ("property", "og:title", title),
        ("property", "og:site_name", page.TITLE),
        ("name", "twitter:card", "summary"),
    )
    return (*((key, name, description) for key, name in described), *named)


def _needed(path: str, html: str, chosen: str) -> Iterator[str]:
    """Yield the files that the page at `path` needs and the document `html` does not name yet."""
    listed = _list_of_files()
    keys = [_LIBRARY.format(shown) if shown == _FORMULAS else _LAZY.format(shown) for shown in _PAGE_WIDGETS[path]]
    names = dict.fromkeys(name for key in keys for name in _with_imports(key, listed))
    yield from (name for name in names if f'"./{name}"' not in html)
    yield from (files.address(files.name_in(chosen, name)) for name in _PAGE_FILES[path])


def _with_imports(key: str, listed: dict[str, Any]) -> Iterator[str]:
    """Yield the file with this key in Streamlit's manifest and all files that it imports; none if the key is gone."""
    waiting, done = [key], set()
    while waiting:
        key = waiting.pop()
        if key in listed and key not in done:
            done.add(key)
            yield listed[key]["file"]
            waiting += listed[key].get("imports", ())


@cached(1)  # Streamlit's files do not change while the process runs
def _list_of_files() -> dict[str, Any]:
    path = Path(get_static_dir()) / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _answer(path: str) -> Any:
    def answer(request: Request) -> Response:
        asked = dict(parse_qsl(request.url.query)).get("lang", "")
        wishes = request.headers.get("Accept-Language", "")
        chosen = language.choose(asked, wishes)
        html = document(path, chosen)
        policy = content_policy(html, environment.value(environment.FRAMES))
        if request.url.query:
            scene, _ = permalink.decode(request.url.query)
            with language.read_in(chosen):
                html = html.replace(escape(language.labels("ui", chosen)["description"]), escape(describe(scene)))
        content = html.encode()
        headers = {
            "Cache-Control": "no-cache",
            "Vary": "Accept-Language",
            "ETag": f'"{sha256(content).hexdigest()[:16]}"',
        }
        headers["Content-Security-Policy"] = policy
        return Response(content, headers=headers, media_type="text/html")

    return answer
