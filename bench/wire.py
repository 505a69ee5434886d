"""A proxy between browser and server that counts the bytes of both channels and can slow both down alike."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK = 4096  # small, so that connections share the line in turns
WINDOW = 8  # chunks that one connection may have on the line, as TCP has a window
UNLIMITED = float("inf")


@dataclass
class Line:
    """One direction of the wire: the bytes carried on it, by channel, and the time at which it is free."""

    bytes_per_second: float
    delay: float
    carried: dict[str, int] = field(default_factory=lambda: {"http": 0, "websocket": 0})
    free_at: float = 0.0

    def book(self, size: int, now: float) -> float:
        """The time at which `size` more bytes arrive at the other end."""
        self.free_at = max(now, self.free_at) + size / self.bytes_per_second
        return self.free_at + self.delay


class Wire:
    """Both directions between a browser and one server."""

    def __init__(self, url: str, bits_per_second: float = UNLIMITED, round_trip: float = 0.0) -> None:
        """`round_trip` in seconds; every new connection costs one more, for its handshake."""
        self.down, self.up = (Line(bits_per_second / 8, round_trip / 2) for _ in range(2))
        self._round_trip = round_trip
        self._target = urlsplit(url)
        self.url = ""
        self._connections: set[asyncio.Task[None] | None] = set()  # the loop itself would let them be collected

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either side ends it, or the proxy does."""
        ends, connection = [writer], asyncio.current_task()
        self._connections.add(connection)
        with suppress(asyncio.CancelledError):
            try:
                await asyncio.sleep(self._round_trip)
                there, back = await asyncio.open_connection(self._target.hostname, self._target.port)
                ends.append(back)
                channel = ["http"]
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._pump(reader, back, self.up, channel))
                    both.create_task(self._pump(there, writer, self.down, channel))
            except* OSError:
                pass  # one side has gone, and with it the connection
            finally:
                for end in ends:
                    end.transport.abort()
                self._connections.discard(connection)

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, line: Line, channel: list[str]
    ) -> None:
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(WINDOW)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_deliver(queue, sink))
            while chunk := await source.read(CHUNK):
                if line is self.up and b"upgrade: websocket" in chunk.lower():
                    channel[0] = "websocket"
                line.carried[channel[0]] += len(chunk)
                await queue.put((line.book(len(chunk), asyncio.get_running_loop().time()), chunk))
            await queue.put((0.0, b""))


async def _deliver(queue: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter) -> None:
    loop = asyncio.get_running_loop()
    while (booked := await queue.get())[1]:
        at, chunk = booked
        await asyncio.sleep(max(0.0, at - loop.time()))
        sink.write(chunk)
        await sink.drain()
    if sink.can_write_eof():
        sink.write_eof()


class _Proxy(threading.Thread):
    """Carries connections until `end` is called; asyncio.run ends what is still open."""

    def __init__(self, carrier: Wire) -> None:
        super().__init__(daemon=True)
        self.carrier = carrier
        self.ready = threading.Event()

    def run(self) -> None:
        asyncio.run(self._carry())

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self.join()

    async def _carry(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self.carrier.accept, "localhost", 0)
        self.carrier.url = f"http://localhost:{server.sockets[0].getsockname()[1]}"
        self.ready.set()
        await self._ended.wait()
        server.close()
        carried = asyncio.all_tasks() - {asyncio.current_task()}
        for task in carried:
            task.cancel()
        await asyncio.gather(*carried, return_exceptions=True)
        await asyncio.sleep(0)  # what was aborted is closed in the next round


@contextmanager
def wire(url: str, bits_per_second: float = UNLIMITED, round_trip: float = 0.0) -> Iterator[Wire]:
    """A proxy for the server at `url` on a port of its own, in a thread of its own."""
    proxy = _Proxy(Wire(url, bits_per_second, round_trip))
    proxy.start()
    proxy.ready.wait()
    try:
        yield proxy.carrier
    finally:
        proxy.end()
