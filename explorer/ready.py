"""Tells load balancers whether this process can serve: warmed up, not about to stop, and answering a scene in time."""

import anyio
import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from explorer import drain
from explorer.grid.view import explore
from explorer.scene.scene import Scene
from explorer.ui import compute, files

PATH = "ready"
_SECONDS = 2.0  # a scene takes milliseconds; a process that needs so long serves nobody
_one_at_a_time = CapacityLimiter(1)  # probes are few, and a flood of them computes no more than one scene at a time


def route() -> Route:
    """The route `/ready`: 200 and "ready", or 503 and the reason."""
    return Route(f"{files.base_path()}/{PATH}", _answer)


async def _answer(_: Request) -> Response:
    if drain.is_draining():
        return _refuse("The process is about to stop.")
    if not compute.is_warm():
        return _refuse("The process is still warming up.")
    try:
        with anyio.fail_after(_SECONDS):
            await anyio.to_thread.run_sync(explore, Scene(), abandon_on_cancel=True, limiter=_one_at_a_time)
    except TimeoutError:
        return _refuse(f"A scene was not answered within {_SECONDS:g} s.")
    return PlainTextResponse("ready", headers={"cache-control": "no-store"})


def _refuse(reason: str) -> Response:
    return PlainTextResponse(reason, status_code=503, headers={"cache-control": "no-store", "retry-after": "2"})
