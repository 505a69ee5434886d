"""Streams of rooms tell each state once, and addresses that try too much are slowed down."""

import asyncio

import pytest

from explorer.rooms import limits, service, streams
from explorer.rooms.feed import Feed
from explorer.rooms.limits import Buckets
from explorer.rooms.streams import EventStream
from tests.unit.explorer.rooms.asking import Rooms


def test_a_bucket_fills_again_with_time() -> None:
    clock = [0.0]
    bucket = Buckets(2, 0.5, lambda: clock[0], most=2)
    bucket.take("a")
    bucket.take("a")
    with pytest.raises(limits.RoomError, match="Too many tries"):
        bucket.check("a")
    clock[0] = 2.0
    bucket.take("a")
    with pytest.raises(limits.RoomError):
        bucket.take("a")
    for address in "bc":
        bucket.take(address)
    bucket.take("a")  # forgotten: two others have tried since


def test_a_stream_on_which_nothing_comes_shows_a_sign_of_life(rooms: Rooms, monkeypatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)
    code, sent = rooms.open()[0][-5:], []

    async def work() -> None:
        quiet = asyncio.Event()

        async def send(message):
            sent.append(message.get("body", b""))
            if sent.count(b": still here\n\n") > 2:
                quiet.set()

        async def receive():
            await quiet.wait()
            return {"type": "http.disconnect"}

        stream = EventStream(Feed(service.store()), code, service.read(code)[1], -1)
        await asyncio.wait_for(stream({"type": "http"}, receive, send), 5)

    asyncio.run(work())
    assert sum(each.startswith(b"id: ") for each in sent) == 1


def test_a_stream_tells_each_state_once_and_goes_on_where_it_was(rooms: Rooms) -> None:
    room, secret = rooms.open()
    token, code = rooms.join(room), room[-5:]

    async def work() -> list[list[str]]:
        feed = Feed(service.store())
        sent: list[str] = []

        async def stream(told: int) -> None:
            role = service.read(code, token)[1]
            gone = asyncio.Event()

            async def receive():
                await gone.wait()
                return {"type": "http.disconnect"}

            async def send(message):
                sent.append(message.get("body", b"").decode())

            await EventStream(feed, code, role, told)({"type": "http"}, receive, send)

        heard = []
        for told, deeds in ((-1, ("freeze", "open")), (3, ("end",))):
            sent.clear()
            task = asyncio.create_task(stream(told))
            for deed in deeds:
                await asyncio.sleep(0.15)
                service.join(code)  # no news to a student
                service.act(code, secret, {"action": deed})
            if "end" not in deeds:
                await asyncio.sleep(0.15)
                task.cancel()
            await asyncio.wait([task], timeout=5)
            heard.append([line for event in sent for line in event.splitlines() if line.startswith("id")])
        assert not feed._channels
        return heard

    first, second = asyncio.run(work())
    assert first == ["id: 1", "id: 4", "id: 6"]
    assert second == ["id: 6", "id: 8"]
