"""A page that came from another process connects again once it is quiet; others are left alone."""

import asyncio
import time

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from explorer import environment, homing


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setenv(environment.HOME_SECONDS.name, "0.02")
    monkeypatch.setattr(homing, "_sessions", type(homing._sessions)())


def told(session):
    message = ForwardMsg()
    message.new_session.initialize.session_id = session
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


def served(named, session, messages=0, takes=0.0):
    """Serve one websocket, of which the browser sends some messages and is then quiet; what the browser was sent."""
    sent, closed = [], asyncio.Event()

    async def app(scope, receive, send):
        await send(told(session))

        async def answer():
            await asyncio.sleep(takes)
            await send({"type": "websocket.send", "bytes": b""})

        answers = []
        while (await receive())["type"] != "websocket.disconnect":
            answers.append(asyncio.create_task(answer()))
        await asyncio.gather(*answers)

    async def send(message):
        sent.append(message)
        if message["type"] == "websocket.close":
            closed.set()

    async def receive():
        nonlocal messages
        messages -= 1
        if messages >= 0:
            await asyncio.sleep(0.01)
            return {"type": "websocket.receive", "bytes": b"an edit"}
        with_end = asyncio.wait_for(closed.wait(), 0.5)
        try:
            await with_end
        except TimeoutError:
            return {"type": "websocket.disconnect"}
        return {"type": "websocket.disconnect"}

    protocols = ["streamlit", "token", *([named] if named else [])]
    asyncio.run(homing.Homing(app)({"type": "websocket", "subprotocols": protocols}, receive, send))
    return [message.get("code") for message in sent if message["type"] == "websocket.close"]


def test_a_newcomer_and_who_comes_back_stay():
    assert served("", "mine") == []
    assert served("mine", "mine") == []


def test_a_guest_goes_when_it_is_quiet_and_stays_after_it_was_sent_back_again():
    assert served("of another process", "mine", messages=3) == [1012]
    assert served("mine", "mine") == [1012]
    assert served("mine", "mine") == []


def test_who_waits_for_an_answer_is_not_quiet():
    begun = time.monotonic()
    assert served("of another process", "mine", messages=1, takes=0.2) == [1012]
    assert time.monotonic() - begun > 0.2


def test_nobody_goes_where_that_is_turned_off(monkeypatch):
    monkeypatch.setenv(environment.HOME_SECONDS.name, "0")
    assert served("of another process", "mine") == []


def test_the_memory_of_sessions_is_bounded(monkeypatch):
    monkeypatch.setattr(homing, "_MOST_SESSIONS", 3)
    for number in range(5):
        served("", f"session {number}", messages=0)
    assert list(homing._sessions) == ["session 2", "session 3", "session 4"]
