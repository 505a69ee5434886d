"""Sends pages home that came from another process: once they are quiet, they connect again, and the proxy chooses."""

import random
import time
from collections import OrderedDict

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from explorer import environment, metrics

_RESTARTING = 1012  # the code with which a server asks a browser to connect again
_TRIES = 2  # a page whose process is still away stays here in the end
_MOST_SESSIONS = 10_000
_sessions: OrderedDict[str, int] = OrderedDict()  # of this process, with how often they were asked to go


class Homing:
    """Middleware that ends websockets of guests when nothing has come for `NTK_HOME_SECONDS`.

    A guest names a session of another process: that one is gone, or was restarted. A proxy that chooses by a cookie
    sends it back where it belongs, so that after a restart of all processes no process has everybody. The page's link
    brings its scene; a page that computes asks for progress and is not quiet.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one websocket; all else goes on as it is."""
        quiet = environment.value(environment.HOME_SECONDS) if scope["type"] == "websocket" else 0.0
        if not quiet:
            await self._app(scope, receive, send)
            return
        named = _session_of(scope)
        tries = _sessions.get(named, 1) if named else 0
        is_guest, session = 0 < tries <= _TRIES, ""

        heard = answered = time.monotonic()
        quiet *= tries * random.uniform(1.0, 1.5)  # they do not all go at the same moment

        async def hear() -> Message:
            nonlocal is_guest, heard
            while is_guest:
                with anyio.move_on_after(quiet):
                    message = await receive()
                    heard = time.monotonic()
                    return message
                # Who waits for an answer, or has just had one, is not quiet.
                if heard > answered or time.monotonic() - answered < quiet:
                    continue
                is_guest = False
                _note(session, tries + 1)
                metrics.sent_home.inc()
                await send({"type": "websocket.close", "code": _RESTARTING})
            return await receive()

        async def tell(message: Message) -> None:
            nonlocal session, answered
            if not session and message["type"] == "websocket.send":
                session = _told(message)
                _note(session, tries)
            answered = time.monotonic()
            await send(message)

        await self._app(scope, hear, tell)


def _session_of(scope: Scope) -> str:
    """Return the session that a browser names which comes back, '' for a newcomer."""
    return next(iter(scope.get("subprotocols", [])[2:3]), "")


def _told(message: Message) -> str:
    """Return the session that a message to the browser names, '' if it names none."""
    told = ForwardMsg.FromString(message.get("bytes") or b"")
    return told.new_session.initialize.session_id if told.WhichOneof("type") == "new_session" else ""


def _note(session: str, tries: int) -> None:
    if not session:
        return
    _sessions[session] = max(tries, _sessions.get(session, 0))
    _sessions.move_to_end(session)
    if len(_sessions) > _MOST_SESSIONS:
        _sessions.popitem(last=False)
