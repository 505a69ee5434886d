"""Lets a process that is told to stop serve its open pages for a while; newcomers go to another one then."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, SimpleNamespace

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from explorer import environment, metrics
from explorer.ui import compute, files, page

# What a person reads if there is no other process: the page asks again by itself.
_ELSEWHERE = (
    '<!doctype html><html lang="en"><meta http-equiv="refresh" content="2"><title>NTK Explorer</title>'
    "<p>The app starts again. This page opens as soon as it answers.</p></html>"
)
_HEADERS = {"Cache-Control": "no-store", "Retry-After": "2", "Content-Security-Policy": "default-src 'none'"}
_LOOK = 0.1  # seconds between two looks whether anybody is still there
_END_SECONDS = 5.0  # for what is under way when the pages have been closed
_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_Handler = Callable[[int, FrameType | None], object]
_process = SimpleNamespace(draining=False)


def is_draining() -> bool:
    """Whether the process has been told to stop and lets its pages end."""
    return _process.draining


@contextmanager
def running(close: Callable[[], None]) -> Iterator[None]:
    """Until the block ends, answer SIGTERM by draining for `NTK_DRAIN_SECONDS`, or until no page is open.

    Then `close` ends what would keep the server from stopping, and the server's own handler stops it. A second signal,
    and SIGINT, stop it at once.
    """
    _process.draining = False
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    ended = threading.Event()

    def stop(number: int) -> None:
        close()
        _call(handlers[signal.Signals(number)], number)
        # Who does not let go of its connection is not waited for: the server takes a second signal as an order.
        if not ended.wait(_END_SECONDS):
            _call(handlers[signal.SIGINT], signal.SIGINT)

    def drain(number: int) -> None:
        end = time.monotonic() + environment.value(environment.DRAIN_SECONDS)
        while time.monotonic() < end and _pages() and not ended.wait(_LOOK):
            pass
        stop(number)

    def hear(number: int, _: FrameType | None) -> None:
        work = drain if number == signal.SIGTERM and not _process.draining else stop
        _process.draining = True
        threading.Thread(target=work, args=(number,), name="drain", daemon=True).start()

    for number in handlers:
        signal.signal(number, hear)
    try:
        yield
    finally:
        ended.set()
        for number, handler in handlers.items():
            signal.signal(number, handler)


class Door:
    """Middleware that answers newcomers with 503 while this process cannot serve them: a proxy asks the next one.

    Newcomers open a page, a websocket or a stream of a room; all else belongs to a page that is open already. While the
    process warms up, who comes past no proxy waits instead, since there is nobody else to ask.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or serve one websocket."""
        reason = _closed(scope) if _is_newcomer(scope) else ""
        if not reason:
            await self._app(scope, receive, send)
            return
        metrics.refusals.labels(reason).inc()
        if scope["type"] == "websocket":
            await receive()  # the request to connect
        await Response(_ELSEWHERE, 503, _HEADERS, "text/html")(scope, receive, send)


def _closed(scope: Scope) -> str:
    """Return why newcomers are not served, in a word to count, or ''."""
    if is_draining():
        return "stopping"
    return "" if compute.is_warm() or b"x-forwarded-for" not in dict(scope["headers"]) else "starting"


def _is_newcomer(scope: Scope) -> bool:
    if scope["type"] == "websocket":
        return True
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    path = scope["path"].removeprefix(files.base_path()).strip("/")
    return path in page.ADDRESSES.values() or (path.startswith("rooms/") and path.endswith("/events"))


def _pages() -> float:
    return metrics.REGISTRY.get_sample_value("ntk_connections") or 0.0


def _call(handler: object, number: int) -> None:
    if callable(handler):
        handler(number, None)
