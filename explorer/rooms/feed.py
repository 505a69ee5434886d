"""Tells streams what happens in their room: one reader for each room that somebody watches, however many watch it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio.to_thread
from anyio import CapacityLimiter

from explorer.rooms.errors import RoomError
from explorer.rooms.states import View, look
from explorer.rooms.store import Store, no_answer

MOST_OF_A_ROOM, MOST = 1_200, 4_000  # streams of a process; a participant may have a second tab
PAUSE = 0.1  # seconds between two states: a burst of guesses is a few messages
_AGAIN = 0.5  # seconds until a store that does not answer is asked again; it refuses at once meanwhile
_AT_LEAST = 60.0  # seconds after which a room is read without a reason: it may have expired, or a call got lost
_one_at_a_time = CapacityLimiter(1)  # scenes are solved after a reveal, beside all that the server does otherwise


class Channel:
    """One room as its streams hear of it: its latest `view`, or `gone`, the error that says why there is none."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.view: View | None = None
        self.gone: RoomError | None = None
        self.streams = self.turn = 0  # `turn` counts what was told
        self.stale = asyncio.Event()
        self.stale.set()
        self._news = asyncio.Event()
        self.reader: asyncio.Task[None] | None = None

    async def news(self, seconds: float) -> bool:
        """Wait for the next view; False if none came in time."""
        try:
            await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def tell(self) -> None:
        """Wake all who wait for news."""
        self.turn += 1
        self._news.set()
        self._news = asyncio.Event()


class Feed:
    """The channels of one event loop, fed by `store`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loop = asyncio.get_running_loop()
        self._channels: dict[str, Channel] = {}
        self.is_closing = False
        store.listen(self._changed)

    def check_space(self, code: str) -> None:
        """Raise RoomError "full" if too many streams follow this room, or any rooms."""
        of_room = self._channels[code].streams if code in self._channels else 0
        if of_room >= MOST_OF_A_ROOM or sum(each.streams for each in self._channels.values()) >= MOST:
            raise RoomError(
                "full", "Too many screens follow this room or this server. Close some of them.", "full_screens"
            )

    @asynccontextmanager
    async def channel(self, code: str) -> AsyncIterator[Channel]:
        """Listen to a room until the block ends."""
        channel = self._channels.get(code)
        if channel is None:
            channel = self._channels[code] = Channel(code)
            channel.reader = asyncio.create_task(self._read(channel))
        channel.streams += 1
        try:
            yield channel
        finally:
            channel.streams -= 1
            if not channel.streams and channel.reader:
                channel.reader.cancel()
                self._channels.pop(code, None)

    def close(self) -> None:
        """End all streams, because the server is about to stop. Can be called from a signal handler."""
        self.is_closing = True
        self._loop.call_soon_threadsafe(self._tell_all)

    def _tell_all(self) -> None:
        for channel in self._channels.values():
            channel.tell()

    def _changed(self, code: str | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._mark, code)

    def _mark(self, code: str | None) -> None:
        for channel in self._channels.values() if code is None else filter(None, [self._channels.get(code)]):
            channel.stale.set()

    async def _read(self, channel: Channel) -> None:
        """Read the room again whenever it has changed, until nobody listens or the room is gone."""
        try:
            while channel.gone is None:
                with suppress(TimeoutError):  # then it is read all the same
                    await asyncio.wait_for(channel.stale.wait(), _AT_LEAST)
                channel.stale.clear()
                await asyncio.sleep(await self._read_once(channel))
        finally:
            channel.gone = channel.gone or no_answer()  # a fault of ours, which asyncio prints, ends the streams, too
            channel.tell()

    async def _read_once(self, channel: Channel) -> float:
        """Read the room and tell its streams; the seconds until it may be read again."""
        begun = time.monotonic()
        try:
            room = await asyncio.wrap_future(self._store.read(channel.code))
        except RoomError as error:
            if error.error == "away":
                channel.stale.set()
                return _AGAIN
            channel.gone = error
        else:
            channel.view = await anyio.to_thread.run_sync(look, room, limiter=_one_at_a_time)
        channel.tell()
        return max(0.0, PAUSE - (time.monotonic() - begun))
