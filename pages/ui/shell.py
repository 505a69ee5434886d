"""The document into which Streamlit draws the app, with what a browser should know before the app has sent anything."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.file_util import get_static_dir

from pages.ui import assets, files

TITLE = "NTK Explorer"
DESCRIPTION = "Place points and see what infinitely wide neural networks predict, before and after training."
_HEAD_END = "</head>"


def routes(paths: Iterable[str]) -> list[Route]:
    """Where a server hands the document out: at each page of the app. Streamlit answers all other paths."""
    return [Route(f"{files.base_path()}/{path}", _answer) for path in paths]


@cache
def document() -> str:
    """Streamlit's own, with our title, and our styles for the time until the app has come."""
    text = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    if text.count(_HEAD_END) != 1:
        raise ValueError("Streamlit's index.html has changed: it has not one </head>. Read it, then mend this module.")
    ours = f'<meta name="description" content="{escape(DESCRIPTION)}"><style>{assets.read("shell.css")}</style>'
    return text.replace("<title>Streamlit</title>", f"<title>{TITLE}</title>").replace(_HEAD_END, ours + _HEAD_END)


def _answer(_: Request) -> Response:
    content = document().encode()
    headers = {"Cache-Control": "no-cache", "ETag": f'"{sha256(content).hexdigest()[:16]}"'}
    return Response(content, headers=headers, media_type="text/html")
