"""Scripted students in one room of the real server, over real streams: nothing is lost, and nothing foreign."""

import asyncio
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.facts import Times
from bench.rooms import OPENING, Class, hold, processes
from scripts.serve import Server
from tests.browser.students import ask


def test_twenty_students_guess_twice_and_see_the_answer(server: Server) -> None:
    with ThreadPoolExecutor(1) as aside:  # other tests of this process have a loop of Playwright's running here
        outcome = aside.submit(asyncio.run, hold([server], Class(20, 1, seconds=1.0))).result()
    assert (outcome.lost, outcome.foreign, outcome.tries) == (0, 0, 0)
    measured = (outcome.spread, outcome.burst, outcome.turn, outcome.reveal)
    assert [len(ms) for ms in measured] == [20, 20, 20, 20]
    # Twenty guesses in a second and twenty at once; a message is sent at most every tenth of a second.
    assert outcome.messages < 40
    assert Times(sorted(outcome.spread)).median < 2_000  # a tenth on an idle machine


def test_a_stream_comes_as_it_is_and_at_once(server: Server) -> None:
    code = ask(f"{server.url}/rooms", body=OPENING)["code"]
    headers = {"Accept-Encoding": "gzip, br"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(
        urllib.request.Request(f"{server.url}/rooms/{code}/events", headers=headers), timeout=20
    ) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert stream.headers["Content-Encoding"] is None
        assert stream.headers["X-Accel-Buffering"] == "no"
        assert [stream.readline() for _ in range(3)][2].startswith(b"id: 1")


@pytest.mark.long
def test_a_process_is_killed_and_the_room_goes_on(tmp_path) -> None:
    lesson = Class(20, 2, seconds=3.0, kills=True)
    with processes(tmp_path, lesson) as servers, ThreadPoolExecutor(1) as aside:
        outcome = aside.submit(asyncio.run, hold(servers, lesson)).result()
    assert (outcome.lost, outcome.foreign) == (0, 0)
    assert outcome.tries > 0
