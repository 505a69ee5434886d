"""Files that our server hands out beside Streamlit's own, under names that change with their content."""

import hashlib
from types import SimpleNamespace
from typing import NamedTuple

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = "ntk"
FOR_GOOD = "public, max-age=31536000, immutable"
JAVASCRIPT = "text/javascript"


class File(NamedTuple):
    """What is handed out, and under which name."""

    name: str
    content: bytes
    media_type: str


_files: dict[str, File] = {}
_server = SimpleNamespace(serves=False)


def offer(stem: str, suffix: str, text: str, media_type: str = JAVASCRIPT) -> File:
    """A file that the server will hand out if it has `routes`; its name holds a digest of its content."""
    content = text.encode()
    file = File(f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}{suffix}", content, media_type)
    _files[file.name] = file
    return file


def routes() -> list[Route]:
    """Where a server hands out the files; from now on pages tell the browser to look there."""
    _server.serves = True
    return [Route(route_path("{name}"), _answer)]


def base_path() -> str:
    """The path beneath which the server answers, '' if it is the whole."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def route_path(rest: str) -> str:
    """The path of a route in our folder."""
    return f"{base_path()}/{FOLDER}/{rest}"


def address(name: str) -> str:
    """Where the browser finds that file, relative to any page; '' if there is no server of ours, as in
    `streamlit run app.py`.
    """
    return f"{FOLDER}/{name}" if _server.serves else ""


def are_served() -> bool:
    """Whether there is a server of ours."""
    return _server.serves


def kept_for_good(request: Request, content: bytes, media_type: str, tag: str) -> Response:
    """An answer that browsers may keep; only a note that it is unchanged for those who have it already."""
    headers = {"Cache-Control": FOR_GOOD, "ETag": f'"{tag}"'}
    have = request.headers.get("If-None-Match", "")
    if any(each.strip().removeprefix("W/") in (headers["ETag"], "*") for each in have.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


def missing(reason: str) -> Response:
    """An answer that nobody keeps."""
    return Response(reason, 404, {"Cache-Control": "no-store"}, "text/plain")


def _answer(request: Request) -> Response:
    file = _files.get(request.path_params["name"])
    if file is None:
        return missing("There is no such file here. Reload the page: it may come from an earlier version of the app.")
    return kept_for_good(request, file.content, file.media_type, file.name)
