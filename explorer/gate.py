"""Lets through what a browser that shows this app would send, and no faster: origins, messages, uploads."""

import time
from urllib.parse import urlsplit

import anyio
import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from explorer import frames, metrics
from explorer.bucket import Bucket
from explorer.ui import uploads

# A person lets go of a control a few times a second, and a page that shows progress asks twice a second.
MESSAGES_A_SECOND = 8.0
MESSAGES_AT_ONCE = 48.0
_BYTES_A_TOKEN = 4096  # an edit has some hundred
_MOST_COST = 24.0
_SHORT = 400  # bytes; what tells that a script has come to its end is shorter
_CHANGING = ("PUT", "POST", "DELETE", "PATCH")
_UPLOADS = "/_stcore/upload_file/"
_FOREIGN = "Requests that change something come from this app's pages only."
_NOT_OFFERED = "No page that is open here asks for a file."


class Gate:
    """Middleware that refuses foreign origins and uploads that no page offers, and slows down floods of messages.

    A message that waits is not lost. While it waits, no further one is read from its connection, so the sender has to
    wait as well and the memory of the server does not grow.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or serve one websocket."""
        if scope["type"] == "websocket":
            if is_foreign(Headers(scope=scope)):
                metrics.refusals.labels("origin").inc()
                await receive()  # the request to connect
                await send({"type": "websocket.close", "code": 1008})
                return
            slow = slowed(receive, Bucket(MESSAGES_A_SECOND, MESSAGES_AT_ONCE))
            await self._serve(scope, checked(slow, send), send)
            return
        if scope["type"] == "http" and scope["method"] in _CHANGING:
            reason, refusal = _refusal(scope)
            if refusal:
                metrics.refusals.labels(reason).inc()
                await PlainTextResponse(refusal, 403, {"cache-control": "no-store"})(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one websocket, and measure how long each message waits until its answer is complete."""
        asked: list[float] = []

        async def hear() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                metrics.messages.inc()
                asked.append(time.monotonic())
            return message

        async def tell(message: Message) -> None:
            if asked and _is_end(message):
                metrics.answers.observe(time.monotonic() - asked[0])
                asked.clear()
            await send(message)

        with metrics.connections.track_inprogress():
            await self._app(scope, hear, tell)


def is_foreign(headers: Headers) -> bool:
    """Whether a browser sends this from a page of another site, which the configuration does not name.

    Programs that are no browsers send no origin; no person's browser can be made to send what they do.
    """
    origin = headers.get("origin")
    if origin is None or not st.get_option("server.enableCORS"):
        return False
    if urlsplit(origin).netloc == headers.get("host"):
        return False
    return origin.rstrip("/") not in {each.rstrip("/") for each in st.get_option("server.corsAllowedOrigins")}


def slowed(receive: Receive, bucket: Bucket) -> Receive:
    """Return `receive` for one websocket, with each message from the browser delayed by what `bucket` says."""

    async def receive_in_turn() -> Message:
        message = await receive()
        if message["type"] == "websocket.receive":
            seconds = bucket.take(cost(message))
            metrics.waits.inc(seconds)
            await anyio.sleep(seconds)
        return message

    return receive_in_turn


def checked(receive: Receive, send: Send) -> Receive:
    """Return `receive` for one websocket without what no page of the app sends.

    A frame that is no message ends the connection. Other messages that no page sends are dropped.
    """

    async def receive_readable() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            data = message.get("bytes")
            parsed = None if data is None else frames.parse(data)
            reason = "frame" if parsed is None else frames.fault(parsed)
            if not reason:
                return message
            metrics.refusals.labels(reason).inc()
            if parsed is None:
                await send({"type": "websocket.close", "code": 1002})
                return {"type": "websocket.disconnect", "code": 1002}

    return receive_readable


def cost(message: Message) -> float:
    """The tokens for a message: one, and more for a long one, which brings many edits or a large table."""
    return min(_MOST_COST, 1.0 + len(message.get("bytes") or message.get("text") or b"") / _BYTES_A_TOKEN)


def _is_end(message: Message) -> bool:
    """Whether a message to the browser is the last one of an answer."""
    packed = message.get("bytes") or b""
    if len(packed) > _SHORT:
        return False
    told = ForwardMsg.FromString(packed)
    return told.WhichOneof("type") == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def _refusal(scope: Scope) -> tuple[str, str]:
    """Return why a request that changes something is refused, in a word to count and in a sentence; else ('', '')."""
    if is_foreign(Headers(scope=scope)):
        return "origin", _FOREIGN
    _, is_upload, rest = scope["path"].partition(_UPLOADS)
    if is_upload and scope["method"] == "PUT":
        session = rest.partition("/")[0]
        if not uploads.is_offered(session):
            return "upload", _NOT_OFFERED
        uploads.make_room(session)
    return "", ""
