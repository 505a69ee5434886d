"""Sections compute a few at a time, in the order in which they came."""

import threading

import pytest

from explorer.ui import computing
from explorer.ui.computing import _AT_ONCE, turn


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """What people were told while they waited."""
    texts = []
    monkeypatch.setattr(computing.session, "get", lambda: None)
    monkeypatch.setattr(computing.st, "toast", lambda text, **_: texts.append(text))
    return texts


class Run(threading.Thread):
    """A run that holds its turn until it is let go."""

    def __init__(self, order):
        super().__init__(daemon=True)
        self.order, self.begun, self.go_on = order, threading.Event(), threading.Event()
        self.start()

    def run(self):
        with turn():
            self.order.append(self)
            self.begun.set()
            self.go_on.wait(10)


def until(holds):
    for _ in range(500):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError("nothing happened")


def test_a_few_compute_and_others_follow_in_their_order(told, monkeypatch):
    monkeypatch.setattr(computing, "_PATIENCE_SECONDS", 0.0)
    order, runs = [], []
    for number in range(_AT_ONCE + 2):
        runs.append(Run(order))
        at_once = min(number + 1, _AT_ONCE)
        until(lambda most=at_once, rest=number + 1 - at_once: len(order) == most and computing.waiting() == rest)
    until(lambda: len(told) == 2)
    assert told[0].startswith("The server is busy")
    runs[1].go_on.set()
    until(lambda: len(order) == _AT_ONCE + 1)
    assert order[_AT_ONCE] is runs[_AT_ONCE]
    for run in runs:
        run.go_on.set()
    for run in runs:
        run.join(5)
    assert order == runs
    assert computing.waiting() == 0


def test_a_run_that_is_no_longer_wanted_leaves_the_line(monkeypatch):
    order = []
    runs = [Run(order) for _ in range(_AT_ONCE)]
    until(lambda: len(order) == _AT_ONCE)

    def ended():
        raise InterruptedError

    monkeypatch.setattr(computing.session, "get", ended)
    with pytest.raises(InterruptedError), turn():
        raise AssertionError("it was not its turn")
    assert computing.waiting() == 0
    for run in runs:
        run.go_on.set()
        run.join(5)


def test_a_turn_ends_with_an_error_too():
    for _ in range(4):
        with pytest.raises(ZeroDivisionError), turn():
            raise ZeroDivisionError
    assert computing._computing == 0
