"""Lets a few sections compute at a time; others wait in line, so that memory and the edits of all do not suffer.

Edits of the chart do not wait. Who waits is told so; a newer change of the same person takes the place of the older.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explorer import memory
from explorer.language import phrases_of
from explorer.ui import session

phrase = phrases_of("ui")

_AT_ONCE = 2
_LOOK_SECONDS = 0.1
_PATIENCE_SECONDS = 1.0  # afterwards the person is told

_changed = threading.Condition()
_line: deque[object] = deque()
_computing = 0


@contextmanager
def turn() -> Iterator[None]:
    """Wait until it is this run's turn, and hold it until the block ends; a run that is no longer wanted ends here."""
    global _computing
    ticket, since, told = object(), time.monotonic(), False
    with _changed:
        _line.append(ticket)
    try:
        while not _take(ticket):
            session.get()  # here Streamlit ends a run for which a newer one has been asked
            if not told and time.monotonic() - since > _PATIENCE_SECONDS:
                st.toast(phrase("busy"), icon=":material/hourglass_top:")
                told = True
    except BaseException:
        with _changed:
            _line.remove(ticket)
            _changed.notify_all()
        raise
    try:
        memory.make_room()
        yield
    finally:
        with _changed:
            _computing -= 1
            _changed.notify_all()


def waiting() -> int:
    """Count the runs that wait for their turn."""
    with _changed:
        return len(_line)


def _take(ticket: object) -> bool:
    """Whether it is the ticket's turn within a moment; if so it leaves the line."""
    global _computing
    with _changed:
        free = _changed.wait_for(lambda: _computing < _AT_ONCE and _line[0] is ticket, _LOOK_SECONDS)
        if free:
            _line.popleft()
            _computing += 1
            _changed.notify_all()
        return free
