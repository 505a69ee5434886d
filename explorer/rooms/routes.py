"""The addresses of rooms: small answers in JSON, a stream of events for each open page, and the lecturer's table."""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from explorer import language, metrics
from explorer.rooms import service
from explorer.rooms.errors import RoomError
from explorer.rooms.feed import Feed
from explorer.rooms.limits import Asker, asker
from explorer.rooms.streams import EventStream
from explorer.ui import files

_MOST_BYTES = 16_384  # of what a browser sends; the link of a scene is the largest
_limiter = CapacityLimiter(32)  # requests at the store; each waits for milliseconds
_process = SimpleNamespace(feed=None)

_Handler = Callable[[Request], Awaitable[Response]]


def routes() -> list[Route]:
    """The routes below the app's base path."""
    base = f"{files.base_path()}/rooms"
    table: tuple[tuple[str, str, _Handler], ...] = (
        ("POST", "", _open),
        ("POST", "/{code}/join", _join),
        ("GET", "/{code}/events", _events),
        ("GET", "/{code}/state", _state),
        ("POST", "/{code}/guess", _guess),
        ("POST", "/{code}/act", _act),
        ("GET", "/{code}/table.csv", _table),
    )
    return [Route(base + path, _refusing(handler), methods=[method]) for method, path, handler in table]


@contextmanager
def running() -> Iterator[Callable[[], None]]:
    """Connect to the store, and yield what ends all streams: the server would wait for them when it is told to stop.

    Raises RuntimeError if `REDIS_URL` leads to no Redis.
    """
    feed = _process.feed = Feed(service.store())
    try:
        yield feed.close
    finally:
        feed.close()
        service.close()


async def _open(request: Request) -> Response:
    data = await _body(request)
    return _json(await _in_thread(service.open_room, data, _asker(request)), 201)


async def _join(request: Request) -> Response:
    await _body(request)
    return _json(await _in_thread(service.join, request.path_params["code"], _asker(request)), 201)


async def _guess(request: Request) -> Response:
    data = await _body(request)
    return _json(await _in_thread(service.guess, *_who(request), data, _asker(request)))


async def _act(request: Request) -> Response:
    data = await _body(request)
    return _json(await _in_thread(service.act, *_who(request), data, _asker(request)))


async def _state(request: Request) -> Response:
    state = await _in_thread(service.state, *_who(request), _number(request, "after"), _asker(request))
    return Response(status_code=204, headers={"Cache-Control": "no-store"}) if state is None else _json(state)


async def _table(request: Request) -> Response:
    snapshot = max(0, _number(request, "snapshot"))
    text = await _in_thread(service.table, *_who(request), snapshot, _asker(request))
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="ntk-room.csv"'}
    return Response(text, headers=headers, media_type="text/csv")


async def _events(request: Request) -> Response:
    room, role = await _in_thread(service.read, *_who(request), _asker(request))
    told = _version(request.headers.get("last-event-id", ""))
    return EventStream(_process.feed, room.code, role, told, language.now())


def _refusing(handler: _Handler) -> _Handler:
    """The handler, with a `RoomError` as an answer."""

    async def answer(request: Request) -> Response:
        try:
            if request.method == "POST":
                _check_origin(request)
            # The page names its own language, which is not always the one that its browser wishes for.
            with language.read_in(language.choose(request.headers.get("accept-language", ""), "")):
                return await handler(request)
        except RoomError as error:
            metrics.refusals.labels(f"room_{error.error}").inc()
            response = _json(error.told(), error.status)
            if error.error in ("busy", "away"):
                response.headers["Retry-After"] = "5"
            return response

    return answer


def _check_origin(request: Request) -> None:
    """Refuse what another site's page sends; a program sends no Origin."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise RoomError("forbidden", "Only the app's own pages can send something to a room.")


async def _body(request: Request) -> Any:
    """The JSON that was sent; it is measured while it comes, and parsed only if it is small."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise RoomError("wrong", "What is sent to a room must have the content type application/json.")
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > _MOST_BYTES:
            raise RoomError("wrong", f"What is sent to a room can have at most {_MOST_BYTES:,} bytes.")
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise RoomError("wrong", "What was sent is not JSON.") from None


def _who(request: Request) -> tuple[str, str]:
    """The code in the address, and the token or secret in the header, which no log of addresses shows."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return request.path_params["code"], bearer.strip() if scheme.lower() == "bearer" else ""


def _asker(request: Request) -> Asker:
    """The asker. The server takes the address from a proxy it trusts: FORWARDED_ALLOW_IPS."""
    return asker(request.client.host if request.client else "", request.headers.get("x-seat", ""))


def _number(request: Request, name: str) -> int:
    """The whole number of this name in the query, −1 if there is none."""
    return _version(dict(parse_qsl(request.url.query)).get(name, ""))


def _version(text: str) -> int:
    """The version that a browser names as the last it was told, −1 for none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else -1


def _json(content: Any, status: int = 200) -> Response:
    return JSONResponse(content, status, headers={"Cache-Control": "no-store"})


async def _in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
    return await anyio.to_thread.run_sync(work, *arguments, limiter=_limiter)
