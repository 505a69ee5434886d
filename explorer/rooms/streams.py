"""A stream of server-sent events: the state of a room for one role, again each time that this role's state changes."""

import json
from collections.abc import AsyncIterator

import anyio
from anyio import CancelScope
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from explorer.rooms.feed import Channel, Feed
from explorer.rooms.tokens import Role

HEARTBEAT = 15.0  # seconds; proxies close a connection on which nothing comes for a minute
_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",  # nginx passes each event on at once
}


class EventStream(Response):
    """The answer that does not end: events to `role` in the room `code`, from the state after version `told` on."""

    def __init__(self, feed: Feed, channel: Channel, role: Role, told: int) -> None:
        super().__init__(headers=_HEADERS)
        self.raw_headers = [pair for pair in self.raw_headers if pair[0] != b"content-length"]
        self._feed, self._channel, self._role, self._told = feed, channel, role, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the room or the server ends, or the browser is gone."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_until_gone, receive, tasks.cancel_scope)
            async for event in self._events():
                await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
            await send({"type": "http.response.body", "body": b""})
            tasks.cancel_scope.cancel()

    async def _events(self) -> AsyncIterator[str]:
        channel = self._channel
        yield "retry: 1000\n\n"  # of a browser's own EventSource: milliseconds until it comes back
        while not self._feed.closing.now:
            if channel.gone is not None:
                yield f"event: gone\ndata: {json.dumps({'error': channel.gone.error, 'message': str(channel.gone)})}\n\n"
                return
            view = channel.view
            if view is not None and view.version(self._role) != self._told:
                self._told = view.version(self._role)
                yield f"id: {self._told}\ndata: {view.text(self._role)}\n\n"
                if view.room.ended:
                    return
            if view is channel.view and not await channel.news(HEARTBEAT):
                yield ": still here\n\n"


async def _until_gone(receive: Receive, scope: CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
