"""Real processes that fail while people edit: nothing is lost. `make chaos` has all faults."""

import asyncio
from pathlib import Path

import pytest

from bench.chaos.faults import Fault, measure, restart_nginx
from bench.chaos.town import Town, gather, running

PEOPLE = 3


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with running(Path(tmp_path_factory.mktemp("town"))) as town:
        yield town


def kill(town: Town) -> None:
    town.replicas[0].kill()


def terminate(town: Town) -> None:
    town.replicas[1].terminate()


async def suffer(town: Town, fault: Fault):
    people = gather(town, PEOPLE)
    await asyncio.gather(*(person.arrive() for person in people))
    row = await measure(town, fault, people, quiet=0.0)
    await asyncio.gather(*(person.leave() for person in people))
    return row


def expect_nothing_lost(row) -> None:
    assert row.edits > PEOPLE
    assert (row.lost_scenes, row.lost_edits) == (0, 0)
    assert row.newcomers


def test_nginx_restarts_and_then_a_process_is_killed(town):
    row = asyncio.run(suffer(town, Fault("nginx", restart_nginx)))
    expect_nothing_lost(row)
    assert row.affected == PEOPLE
    row = asyncio.run(suffer(town, Fault("kill", kill)))
    expect_nothing_lost(row)
    assert row.seats[0] == 0
    assert row.seats[1] == PEOPLE


def test_a_process_that_is_told_to_stop_ends_cleanly_when_its_time_is_over(town):
    if not town.replicas[0].ready():
        town.replicas[0].start()
    row = asyncio.run(suffer(town, Fault("stop", terminate)))
    expect_nothing_lost(row)
    assert row.seats == [PEOPLE, 0]
    assert "Traceback" not in town.replicas[1].log.read_text()
