"""The queue of long computations: bounded, fair, stoppable, and honest about how long it will take."""

import threading
import time
from typing import NamedTuple

import jax
import pytest

from explorer.ui import jobs, queue, turns
from explorer.ui.queue import Job, Queue, State
from explorer.ui.turns import Asker

SECONDS = 20.0


class Answer(NamedTuple):
    share: float


@pytest.fixture
def order():
    return []


@pytest.fixture
def gate():
    """Jobs wait here between their two answers."""
    opened = threading.Event()
    yield opened
    opened.set()


def job(session, order, gate, browser="", address=""):
    def make():
        order.append(session)
        yield Answer(0.5)
        gate.wait(SECONDS)
        yield Answer(1.0)

    return Job(Asker(session, browser or session, address), make, lambda: True)


def wait(holds):
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_addresses_take_turns_then_browsers_then_tabs_and_all_know_their_place(order, gate):
    line = Queue()
    tabs = {f"tab {n}": job(f"tab {n}", order, gate, "one", "here") for n in range(16)}
    jobs = {"first": job("first", order, gate, "one", "here"), **tabs}
    jobs |= {"mate": job("mate", order, gate, "two", "here"), "other": job("other", order, gate, "one", "there")}
    assert line.submit(jobs["first"]) == ""
    wait(lambda: jobs["first"].state == State.RUNNING)
    for name in ("mate", "other"):
        assert line.submit(jobs[name]) == ""
    assert [line.rank(jobs[name]) for name in ("first", "other", "mate")] == [0, 1, 2]
    for name in ("mate", "other"):
        jobs[name].stop()
        jobs[name] = job(name, order, gate, jobs[name].asker.browser, jobs[name].asker.address)
    for name in (*tabs, "mate", "other"):
        assert line.submit(jobs[name]) == ""
    expected = ["other", "mate", *tabs]
    assert [line.rank(jobs[name]) for name in expected] == list(range(1, 19))
    gate.set()
    wait(lambda: all(submitted.state == State.DONE for submitted in jobs.values()))
    assert order == ["first", *expected]
    assert all(submitted.share == 1.0 for submitted in jobs.values())


def test_of_a_session_the_newest_waits(order, gate):
    line = Queue()
    running, older, newer = (job("a", order, gate) for _ in range(3))
    line.submit(running)
    wait(lambda: running.state == State.RUNNING)
    assert line.submit(older) == line.submit(newer) == ""
    assert (older.state, older.is_replaced) == (State.STOPPED, True)
    assert (newer.state, newer.is_replaced, running.wanted) == (State.WAITING, False, True)
    assert line.counts() == (1, 1)
    gate.set()
    wait(lambda: newer.state == State.DONE)
    assert order == ["a", "a"]


def test_it_is_bounded_and_no_address_fills_it(order, gate, monkeypatch):
    monkeypatch.setattr(queue, "MOST_WAITING", 5)
    monkeypatch.setattr(queue, "MOST_OF_ADDRESS", 3)
    line = Queue()
    first = job("x", order, gate)
    line.submit(first)
    wait(lambda: first.state == State.RUNNING)
    waiting = [job(name, order, gate, address="here") for name in "abc"]
    assert [line.submit(each) for each in waiting] == [""] * 3
    assert "Try again" in line.submit(job("d", order, gate, address="here"))
    assert line.submit(job("c", order, gate, address="here")) == ""  # in the place of its own
    assert [line.submit(job(name, order, gate, address="there")) for name in "de"] == [""] * 2
    assert "Try again" in line.submit(job("f", order, gate, address="elsewhere"))


def test_a_job_can_be_stopped_before_and_while_it_runs(order, gate):
    line = Queue()
    first, second, third = (job(name, order, gate) for name in "abc")
    for submitted in (first, second, third):
        line.submit(submitted)
    wait(lambda: first.state == State.RUNNING and first.share == 0.5)
    second.stop()
    assert line.rank(third) == 1
    assert second.state == State.STOPPED
    first.stop()
    gate.set()
    wait(lambda: third.over)
    assert first.state == State.STOPPED
    assert first.answer == Answer(1.0)  # what was computed stays
    assert order == ["a", "c"]


def test_who_leaves_is_not_trained_for(order, monkeypatch):
    monkeypatch.setattr(queue, "AWAY_SECONDS", 0.05)
    there = [True]

    def make():
        while True:
            time.sleep(0.005)
            yield Answer(0.1)

    left = Job(Asker("a"), make, lambda: there[0])
    line = Queue()
    line.submit(left)
    wait(lambda: left.share == 0.1)
    assert left.state == State.RUNNING
    there[0] = False
    wait(lambda: left.state == State.STOPPED)


def test_what_fails_is_told_and_the_next_goes_on(order, gate, caplog):
    def make():
        yield Answer(0.2)
        raise ValueError("rate must be in [0.001, 2]")

    broken, good = Job(Asker("a"), make, lambda: True), job("b", order, gate)
    gate.set()
    line = Queue()
    line.submit(broken)
    line.submit(good)
    wait(lambda: good.state == State.DONE)
    assert broken.state == State.FAILED
    assert str(broken.error) == "rate must be in [0.001, 2]"
    assert "rate must be in [0.001, 2]" in caplog.text  # whoever runs the server sees the whole story


def test_the_time_left_is_judged_by_the_pace(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(queue.time, "monotonic", lambda: clock[0])
    left = []

    def make():
        for seconds, share in ((5.0, 0.0), (7.0, 0.2), (9.0, 0.4)):
            clock[0] = seconds
            yield Answer(share)
            left.append(timed.seconds_left)

    timed = Job(Asker("a"), make, lambda: True)
    timed.run()
    assert left == [None, pytest.approx(8.0), pytest.approx(6.0)]  # the first chunk compiles and does not count


def test_it_is_told_while_jax_compiles():
    told, job = [], Job(Asker("a"), lambda: iter(()), lambda: True, "training 3 networks")

    def traced(x):
        told.append(job.compiles)
        return x + 1.0

    def make():
        told.append(job.compiles)
        jax.jit(traced)(1.5)
        told.append(job.compiles)
        yield Answer(0.5)

    job.make = make
    job.run()
    assert told == [False, True, False]
    assert not job.compiles


def test_names_of_earlier_turns_are_forgotten_in_the_end(monkeypatch):
    monkeypatch.setattr(turns, "_MOST_NAMES", 6)
    row = turns.Turns()
    for number in range(100):
        row.take(Asker(str(number), address=str(number)))
    assert list(row._last) == [*Asker("98", address="98").levels, *Asker("99", address="99").levels]


def test_the_words_of_a_job_say_what_it_does_and_what_it_waits_for(monkeypatch):
    job = Job(Asker("a"), lambda: iter(()), lambda: True, "training 3 networks")
    assert jobs._status(job) == "Starting"
    job.state = State.RUNNING
    assert jobs._status(job) == "Training 3 networks: starting"
    monkeypatch.setattr(Job, "compiles", True)
    assert jobs._status(job) == "Training 3 networks: compiling the program for it, which is done once"
    monkeypatch.setattr(Job, "compiles", False)
    job.answer, job._first, job._latest = Answer(0.5), (1.0, 0.25), (3.0, 0.5)
    assert jobs._status(job) == "Training 3 networks: 50 %, about 4 s left"
