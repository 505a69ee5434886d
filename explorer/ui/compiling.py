"""Tells in which threads JAX is compiling, for a person who waits, and how long that takes, for operators."""

import threading
from collections import Counter

from jax import monitoring

from explorer import metrics

_EVENTS = "/jax/core/compile/"
_XLA = f"{_EVENTS}backend_compile_duration"  # the longest of the stages
_depth: Counter[int] = Counter()  # of a thread: how many stages of compiling it is in; each thread changes its own


def _begin(event: str, value: float | int, **_: str | int) -> None:
    if event.startswith(_EVENTS):
        _depth[threading.get_ident()] += 1


def _end(event: str, duration_secs: float, **_: str | int) -> None:
    if event.startswith(_EVENTS) and _depth[threading.get_ident()]:
        _depth[threading.get_ident()] -= 1
    if event == _XLA:
        metrics.compilations.observe(duration_secs)


monitoring.register_scalar_listener(_begin)
monitoring.register_event_duration_secs_listener(_end)


def in_thread(thread: int) -> bool:
    """Whether JAX is compiling in the thread with this `threading.get_ident`."""
    return _depth[thread] > 0
