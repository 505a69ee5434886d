"""Files that our server serves in addition to Streamlit's, under names that change with their content."""

import hashlib
import secrets
from types import SimpleNamespace
from typing import NamedTuple

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = "ntk"
FOR_GOOD = "public, max-age=31536000, immutable"
JAVASCRIPT = "text/javascript"
# Of several processes behind one address: a page that waits for an answer asks whether its own one is still there.
PROCESS = secrets.token_hex(8)


class File(NamedTuple):
    """A served file: its name, content and media type."""

    name: str
    content: bytes
    media_type: str


_files: dict[str, File] = {}
_twins: dict[tuple[str, str], str] = {}  # names of files in another language, by that of the English one and language
_server = SimpleNamespace(serves=False)


def offer(stem: str, suffix: str, text: str, media_type: str = JAVASCRIPT) -> File:
    """Register a file that the server will serve if it has `routes`; its name contains a digest of its content."""
    content = text.encode()
    file = File(f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}{suffix}", content, media_type)
    _files[file.name] = file
    return file


def note_twin(english: File, language: str, file: File) -> None:
    """Note that `file` is what a person who reads `language` gets in place of the English one."""
    _twins[english.name, language] = file.name


def name_in(language: str, name: str) -> str:
    """The name of the file that stands for the English file `name` in a language: its own if there is no other."""
    return _twins.get((name, language), name)


def routes() -> list[Route]:
    """The routes of the files. From this call on, pages send browsers to their addresses."""
    _server.serves = True
    return [Route(route_path("{name}"), _answer)]


def base_path() -> str:
    """The path beneath which the server answers, '' if it answers at every path."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def route_path(rest: str) -> str:
    """The path of a route in our folder."""
    return f"{base_path()}/{FOLDER}/{rest}"


def address(name: str) -> str:
    """The file's address relative to any page; '' without a server of ours, as in `streamlit run app.py`."""
    return f"{FOLDER}/{name}" if _server.serves else ""


def are_served() -> bool:
    """Whether our own server is running."""
    return _server.serves


def kept_for_good(request: Request, content: bytes, media_type: str, tag: str) -> Response:
    """A response that browsers may cache for ever; 304 without content for those who have it already."""
    headers = {"Cache-Control": FOR_GOOD, "ETag": f'"{tag}"'}
    have = request.headers.get("If-None-Match", "")
    if any(each.strip().removeprefix("W/") in (headers["ETag"], "*") for each in have.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=media_type)


def missing(reason: str) -> Response:
    """A response 404 with `reason`, which no cache may keep."""
    return Response(reason, 404, {"Cache-Control": "no-store"}, "text/plain")


def _answer(request: Request) -> Response:
    file = _files.get(request.path_params["name"])
    if file is None:
        return missing("There is no such file here. Reload the page: it may come from an earlier version of the app.")
    return kept_for_good(request, file.content, file.media_type, file.name)
