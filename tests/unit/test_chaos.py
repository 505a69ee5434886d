"""Real processes that fail while people edit: nothing is lost. `make chaos` has all faults."""

import asyncio
import signal

import pytest

from bench.chaos import faults
from bench.chaos.town import Town, gather, running

PEOPLE = 3


@pytest.fixture
def town(tmp_path, monkeypatch):
    monkeypatch.setattr(faults, "RATE", 3.0)
    with running(tmp_path) as town:
        yield town


def suffer(town: Town, act) -> faults.Row:
    async def together() -> faults.Row:
        people = gather(town, PEOPLE)
        await asyncio.gather(*(person.arrive() for person in people))
        row = await faults.measure(town, faults.Fault(act.__name__, act), people, quiet=0.0)
        await asyncio.gather(*(person.leave() for person in people))
        return row

    row = asyncio.run(together())
    assert row.edits > PEOPLE
    assert (row.lost_scenes, row.lost_edits) == (0, 0)
    assert row.newcomers
    return row


def terminate(town: Town) -> None:
    town.replicas[0].terminate()


def kill(town: Town) -> None:
    town.replicas[0].kill()


def test_nginx_is_restarted_and_then_a_process_is_told_to_stop(town):
    assert suffer(town, faults.restart_nginx).affected == PEOPLE
    assert suffer(town, terminate).seats == [0, PEOPLE]
    process = town.replicas[0].process
    assert process.returncode in (0, -signal.SIGTERM)
    assert "Traceback" not in town.replicas[0].log.read_text()


@pytest.mark.long
def test_a_process_is_killed(town):
    assert suffer(town, kill).seats == [0, PEOPLE]
