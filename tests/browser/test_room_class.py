"""Twenty scripted students in one room of the real server, over real streams: nothing is lost, and nothing foreign."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from bench.facts import Times
from bench.rooms import Class, hold
from scripts.serve import Server


def test_twenty_students_guess_twice_and_see_the_answer(server: Server) -> None:
    with ThreadPoolExecutor(1) as aside:  # other tests of this process have a loop of Playwright's running here
        outcome = aside.submit(asyncio.run, hold([server], Class(20, 1, seconds=1.0))).result()
    assert (outcome.lost, outcome.foreign, outcome.tries) == (0, 0, 0)
    assert [len(ms) for ms in (outcome.spread, outcome.burst, outcome.reveal)] == [20, 20, 20]
    # Twenty guesses in a second and twenty at once; a message is sent at most every tenth of a second.
    assert outcome.messages < 40
    assert Times(sorted(outcome.spread)).median < 2_000  # a tenth on an idle machine
