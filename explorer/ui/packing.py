"""Compression of the files that Streamlit serves uncompressed, once each: its code shrinks to a third."""

import gzip
from collections import OrderedDict
from collections.abc import Mapping
from posixpath import normpath
from typing import Any

import anyio
import anyio.to_thread
from anyio import Lock
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PACKABLE = ("text/", "application/javascript", "application/json", "application/wasm", "image/svg+xml")
_KEPT_BYTES = 64_000_000  # all files of Streamlit together have about 7 MB when packed
_LEAST = 500  # bytes; packing a smaller file gains nothing
# Paths that Streamlit packs itself, or whose content is packed, or made anew for each request.
_NOT_FILES = ("_stcore/", "media/", "component/", "ntk/take/", "ready", "rooms/")


class Packing:
    """Middleware that sends files and pages packed with gzip to browsers that accept it, and keeps the packed bytes.

    Status and headers are always those of the server, which is asked each time; it is asked for the content only if
    no packed bytes of the same version are kept.
    """

    def __init__(self, app: ASGIApp, base_path: str = "") -> None:
        self._app = app
        self._base = base_path
        self._kept: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._size = 0
        self._locks: dict[str, Lock] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if not self._is_for_file(scope):
            await self._app(scope, receive, send)
            return
        asked, plain = Headers(scope=scope), _without(scope, "accept-encoding")
        start: Message = {"status": 0, "headers": []}
        if "range" not in asked and accepts_gzip(asked.get("accept-encoding", "")):
            start, _ = await self._ask(plain | {"method": "HEAD"})
        answer = MutableHeaders(raw=start["headers"])
        if not _is_packable(start["status"], answer):
            await self._app(plain, receive, _varying(send))
            return
        body = await self._packed(plain, answer)
        if _is_unchanged(asked, answer):
            del answer["content-length"]
            await _send(send, 304, _dressed(answer), b"")
            return
        answer["content-length"], answer["content-encoding"] = str(len(body)), "gzip"
        del answer["accept-ranges"]  # a range of the packed bytes is useless
        await _send(send, 200, _dressed(answer), body if scope["method"] == "GET" else b"")

    def _is_for_file(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return False
        return not scope["path"].removeprefix(self._base).lstrip("/").startswith(_NOT_FILES)

    async def _ask(self, scope: Scope) -> tuple[Message, bytes]:
        """The server's answer (start message, body) to `scope`, without sending it to the browser."""
        start: Message = {}
        body = bytearray()

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        async def receive() -> Message:
            await anyio.sleep_forever()
            raise AssertionError("A request for a file has no body, and it is not taken back.")

        await self._app(scope, receive, take)
        return start, bytes(body)

    async def _packed(self, scope: Scope, answer: Headers) -> bytes:
        """The packed content, taken from the kept bytes if they are of the same version."""
        # Every path without a file is answered with the same page, the app's.
        name = "page" if answer["content-type"].startswith("text/html") else normpath(scope["path"])
        version = answer.get("etag") or answer.get("last-modified", "")
        async with self._locks.setdefault(name, Lock()):
            kept = self._kept.get(name)
            if kept is None or not version or kept[0] != version:
                request = _without(scope, "if-none-match", "if-modified-since") | {"method": "GET"}
                _, content = await self._ask(request)
                kept = (version, await anyio.to_thread.run_sync(_pack, content))
                self._keep(name, kept)
            else:
                self._kept.move_to_end(name)
        self._locks.pop(name, None)
        return kept[1]

    def _keep(self, name: str, entry: tuple[str, bytes]) -> None:
        old = self._kept.pop(name, None)
        self._kept[name] = entry
        self._size += len(entry[1]) - (len(old[1]) if old else 0)
        while self._size > _KEPT_BYTES:
            _, (_, body) = self._kept.popitem(last=False)
            self._size -= len(body)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header accepts gzip: `gzip;q=0` refuses it, `*` means every coding not named."""
    weights: dict[str, float] = {}
    for each in header.lower().split(","):
        coding, *parameters = (piece.strip() for piece in each.split(";"))
        weight = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        try:
            weights[coding] = float(weight)
        except ValueError:
            weights[coding] = 0.0
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _pack(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)


def _is_packable(status: int, headers: Mapping[str, str]) -> bool:
    if status != 200 or "content-encoding" in headers or "set-cookie" in headers:
        return False
    return (
        headers.get("content-type", "").startswith(_PACKABLE) and int(headers.get("content-length", _LEAST)) >= _LEAST
    )


def _is_unchanged(asked: Headers, answer: Headers) -> bool:
    """Whether the browser has this version. The server compares tags itself for files, but not for the app's page."""
    tag = answer.get("etag", "").removeprefix("W/")
    have = [each.strip().removeprefix("W/") for each in asked.get("if-none-match", "").split(",")]
    return bool(tag) and tag in have


def _without(scope: Scope, *names: str) -> dict[str, Any]:
    """The request without the headers `names` and without extensions.

    Without accept-encoding Streamlit sends the plain file; it would pack some files anew at each request.
    """
    left_out = {name.encode() for name in names}
    kept = [(name, value) for name, value in scope["headers"] if name.lower() not in left_out]
    return {**scope, "headers": kept, "extensions": {}}


def _dressed(headers: MutableHeaders) -> MutableHeaders:
    """Add a Vary header, and make the tag weak: it identifies the content, packed or not."""
    headers.add_vary_header("Accept-Encoding")
    if tag := headers.get("etag"):
        headers["etag"] = f"W/{tag.removeprefix('W/')}"
    return headers


def _varying(send: Send) -> Send:
    """`send` with the Vary header added to answers that are sent unpacked."""

    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            if headers.get("content-type", "").startswith(_PACKABLE) or message["status"] == 304:
                headers.add_vary_header("Accept-Encoding")
        await send(message)

    return add


async def _send(send: Send, status: int, headers: MutableHeaders, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers.raw})
    await send({"type": "http.response.body", "body": body})
