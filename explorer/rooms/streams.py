"""A stream of server-sent events: the state of a room for one role, again each time that this role's state changes."""

import json
from collections.abc import AsyncIterator

import anyio
from anyio import CancelScope
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from explorer import language
from explorer.rooms.errors import RoomError
from explorer.rooms.feed import Channel, Feed
from explorer.rooms.states import View
from explorer.rooms.tokens import Role

HEARTBEAT = 15.0  # seconds; proxies close a connection on which nothing comes for a minute
_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",  # nginx passes each event on at once
}


class EventStream(Response):
    """The answer that does not end: events for `role` in the room `code`, after the version `told`, in a language.

    RoomError "full" if too many streams are open.
    """

    def __init__(self, feed: Feed, code: str, role: Role, told: int, words_in: str = language.ENGLISH) -> None:
        feed.check_space(code)
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._feed, self._code, self._role, self._told = feed, code, role, told
        self._words_in = words_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the room or the server ends, or the browser is gone."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async with self._feed.channel(self._code) as channel, anyio.create_task_group() as tasks:
            tasks.start_soon(_until_gone, receive, tasks.cancel_scope)
            async for event in self._events(channel):
                await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
            await send({"type": "http.response.body", "body": b""})
            tasks.cancel_scope.cancel()

    async def _events(self, channel: Channel) -> AsyncIterator[str]:
        yield "retry: 1000\n\n"  # of a browser's own EventSource: milliseconds until it comes back
        while not self._feed.is_closing:
            turn, view = channel.turn, channel.view
            if channel.gone is not None:
                yield _gone(channel.gone)
                return
            if view is not None and view.version(self._role) != self._told:
                self._told = view.version(self._role)
                yield f"id: {self._told}\ndata: {self._text(view)}\n\n"
                if view.room.ended:
                    return
            if channel.turn == turn and not await channel.news(HEARTBEAT):
                yield ": still here\n\n"

    def _text(self, view: View) -> str:
        with language.read_in(self._words_in):
            return view.text(self._role)


def _gone(error: RoomError) -> str:
    """The last event of a room that has expired."""
    return f"event: gone\ndata: {json.dumps(error.told())}\n\n"


async def _until_gone(receive: Receive, scope: CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
