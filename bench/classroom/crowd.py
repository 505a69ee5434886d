"""A room full of scripted people, over real connections: a lecturer, a projector, and students who guess and listen."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from explorer.scene import permalink
from explorer.scene.scene import Scene

ANSWER_SECONDS = 20.0
_AGAIN = 0.2  # seconds until a listener that lost its stream comes back
OPENING = {"scene": permalink.encode(Scene()), "question": {"answer": "label", "inputs": [0.25]}}
GONE = (OSError, EOFError, TimeoutError)


async def ask(address: str, method: str, path: str, data: Any = None, bearer: str = "") -> Any:
    """Send one request to 'host:port'; the JSON of the answer. Raises RuntimeError for a refusal, and GONE."""
    async with asyncio.timeout(ANSWER_SECONDS):
        status, reader, writer = await _send(address, method, path, data, {"Authorization": f"Bearer {bearer}"})
        try:
            body = await _body(reader)
        finally:
            writer.close()
    if status >= 300:
        raise RuntimeError(f"{method} {path} was answered with {status}: {body.decode(errors='replace')[:200]}")
    return json.loads(body)


@dataclass
class Listener:
    """Somebody before a page of the room: `states` has what came, with the time; `bearer` '' is the projector.

    A stream that breaks is opened again, at the next of `addresses`, with the last version that it told.
    """

    addresses: list[str]
    code: str
    bearer: str = ""
    states: list[tuple[float, dict[str, Any]]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    breaks: int = 0

    async def listen(self) -> None:
        """Listen until the room has ended."""
        while not (self.states and self.states[-1][1]["ended"]):
            with suppress(*GONE, RuntimeError):
                async for state in self._events():
                    self.states.append((time.perf_counter(), state))
                    self.news.set()
            self.breaks += 1
            self.addresses.append(self.addresses.pop(0))
            await asyncio.sleep(_AGAIN)

    async def until(self, holds: Any) -> float:
        """The time of the first state for which `holds` is true; waits for it. Raises TimeoutError."""
        async with asyncio.timeout(ANSWER_SECONDS):
            while True:
                self.news.clear()
                for at, state in self.states:
                    if holds(state):
                        return at
                await self.news.wait()

    async def _events(self) -> AsyncIterator[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.bearer}"}
        if self.states:
            headers["Last-Event-ID"] = str(self.states[-1][1]["version"])
        path = f"/rooms/{self.code}/events"
        status, reader, writer = await _send(self.addresses[0], "GET", path, None, headers)
        try:
            if status != 200:
                raise RuntimeError(f"{path} was answered with {status}")
            left = b""
            async for piece in _pieces(reader):
                *events, left = (left + piece).split(b"\n\n")
                for event in events:
                    for line in event.split(b"\n"):
                        if line.startswith(b"data: "):
                            yield json.loads(line[6:])
        finally:
            writer.close()


async def _send(
    address: str, method: str, path: str, data: Any, headers: dict[str, str]
) -> tuple[int, asyncio.StreamReader, asyncio.StreamWriter]:
    """Send a request on a connection of its own, and read the head of the answer."""
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=2**20)
    body = b"" if data is None else json.dumps(data).encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: {address}", "Connection: close", f"Content-Length: {len(body)}"]
    lines += ["Content-Type: application/json", f"Origin: http://{address}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if value.removeprefix("Bearer").strip()]
    writer.write("\r\n".join((*lines, "", "")).encode() + body)
    head = await reader.readuntil(b"\r\n\r\n")
    return int(head.split(b" ", 2)[1]), reader, writer


async def _body(reader: asyncio.StreamReader) -> bytes:
    return await reader.read()  # the connection is closed after the answer


async def _pieces(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The pieces of a chunked body. Raises EOFError if it breaks off."""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield (await reader.readexactly(size + 2))[:-2]
