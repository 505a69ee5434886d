"""Real processes that fail while people edit: nothing is lost. `make chaos` has all faults."""

import asyncio
import signal
import time

import pytest

from bench.chaos import cost, faults
from bench.chaos.town import Town, running

PEOPLE = 3


@pytest.fixture(autouse=True)
def edit_often(monkeypatch):
    monkeypatch.setattr(cost, "RATE", 3.0)


def suffer(town: Town, act) -> cost.Row:
    row = asyncio.run(cost.suffer(town, cost.Fault(act.__name__, act), PEOPLE, quiet=0.0))
    assert row.edits > PEOPLE
    assert (row.lost_scenes, row.lost_edits) == (0, 0)
    assert row.newcomers
    return row


def assert_all_at_the_second(row: cost.Row) -> None:
    first, second = row.seats
    assert first == 0
    assert second >= PEOPLE  # a newcomer may be there, too


def restart_nginx_and_hang(town: Town) -> None:
    faults.restart_nginx(town)
    first, second = town.replicas
    second.wait_until_ready()
    end = time.monotonic() + 20.0
    while sum(town.seats()) < PEOPLE and time.monotonic() < end:
        time.sleep(0.1)
    first.pause()


def terminate(town: Town) -> None:
    town.replicas[0].terminate()


def kill(town: Town) -> None:
    town.replicas[0].kill()


def test_nginx_is_restarted_and_then_people_leave_a_process_that_hangs(tmp_path):
    with running(tmp_path, ready=1) as town:  # while the second one starts, all are at the first one
        row = suffer(town, restart_nginx_and_hang)
    assert row.affected == PEOPLE
    assert_all_at_the_second(row)


@pytest.mark.long
def test_a_process_is_told_to_stop(tmp_path):
    with running(tmp_path) as town:
        assert_all_at_the_second(suffer(town, terminate))
        process = town.replicas[0].process
        assert process.returncode in (0, -signal.SIGTERM)
        assert "Traceback" not in town.replicas[0].log.read_text()


@pytest.mark.long
def test_a_process_is_killed(tmp_path):
    with running(tmp_path) as town:
        assert_all_at_the_second(suffer(town, kill))
