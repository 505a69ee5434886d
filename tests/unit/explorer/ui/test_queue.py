"""The queue of long computations: bounded, fair, stoppable, and honest about how long it will take."""

import threading
import time
from typing import NamedTuple

import jax
import pytest

from explorer.ui import jobs, queue
from explorer.ui.queue import Job, Queue, State

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


def job(session, order, gate, name="", alive=lambda: True):
    def make():
        order.append(name or session)
        yield Answer(0.5)
        gate.wait(SECONDS)
        yield Answer(1.0)

    return Job(session, make, alive)


def wait(holds):
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_sessions_take_turns_and_know_their_place(order, gate):
    line = Queue()
    jobs = {name: job(name[0], order, gate, name) for name in ("a1", "a2", "a3", "b1", "c1", "b2")}
    assert line.submit(jobs["a1"]) == ""
    wait(lambda: jobs["a1"].state == State.RUNNING)
    for name in ("a2", "a3", "b1", "c1", "b2"):
        assert line.submit(jobs[name]) == ""
    assert [line.rank(jobs[name]) for name in ("a1", "a2", "b1", "c1", "a3", "b2")] == [0, 1, 2, 3, 4, 5]
    gate.set()
    wait(lambda: all(submitted.state == State.DONE for submitted in jobs.values()))
    assert order == ["a1", "a2", "b1", "c1", "a3", "b2"]
    assert all(submitted.share == 1.0 for submitted in jobs.values())


def test_it_is_bounded(order, gate, monkeypatch):
    monkeypatch.setattr(queue, "MOST_WAITING", 5)
    line = Queue()
    first = job("x", order, gate)
    line.submit(first)
    wait(lambda: first.state == State.RUNNING)
    for _ in range(queue.MOST_EACH):
        assert line.submit(job("a", order, gate)) == ""
    assert "already have 3 runs waiting" in line.submit(job("a", order, gate))
    assert line.submit(job("b", order, gate)) == ""
    assert line.submit(job("c", order, gate)) == ""
    assert "Try again" in line.submit(job("d", order, gate))


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

    left = Job("a", make, lambda: there[0])
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

    broken, good = Job("a", make, lambda: True), job("b", order, gate)
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

    timed = Job("a", make, lambda: True)
    timed.run()
    assert left == [None, pytest.approx(8.0), pytest.approx(6.0)]  # the first chunk compiles and does not count


def test_it_is_told_while_jax_compiles():
    told, job = [], Job("a", lambda: iter(()), lambda: True, "training 3 networks")

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


def test_the_words_of_a_job_say_what_it_does_and_what_it_waits_for(monkeypatch):
    job = Job("a", lambda: iter(()), lambda: True, "training 3 networks")
    assert jobs._status(job) == "Starting"
    job.state = State.RUNNING
    assert jobs._status(job) == "Training 3 networks: starting"
    monkeypatch.setattr(Job, "compiles", True)
    assert jobs._status(job) == "Training 3 networks: compiling the program for it, which is done once"
    monkeypatch.setattr(Job, "compiles", False)
    job.answer, job._first, job._latest = Answer(0.5), (1.0, 0.25), (3.0, 0.5)
    assert jobs._status(job) == "Training 3 networks: 50 %, about 4 s left"
