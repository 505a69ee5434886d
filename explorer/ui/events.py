"""The events of our components: numbered by the browser, applied in their order, each exactly once."""

import time
from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from explorer.ui import session

Event = Mapping[str, Any]
MOST_EVENTS = 64  # that are read of one message; assets/shared/outbox.js sends no more at once

_AT_ONCE = 4  # events that are applied without a break, more than a hand makes while it waits for an answer
_BREAK_SECONDS = 0.001
_LARGEST = 2**53  # to which a browser counts without rounding


def listen(key: str, apply: Callable[[Event], None]) -> Callable[[], None]:
    """Have `apply` called with each event of the component with this key; return the component's callback.

    The component's state `events` is ``{session, list: [{seq, …}, …]}``: all events that it knows no answer to.
    """
    session.get().listeners[key] = apply
    return receive


def newest(key: str) -> int:
    """The number of the newest event that was applied of the component with this key."""
    return session.get().received.get(key, 0)


def receive() -> None:
    """Apply the events of all components that are not applied yet, oldest first.

    One run of the script may bring those of several: a slider that was moved and an undo pressed right after it.
    A long list is applied with breaks. One thread at a time runs Python, and in a break it answers other people.
    """
    now = session.get()
    waiting = [each for key in now.listeners for each in _waiting(key)]
    for number, (seq, key, event, is_ours) in enumerate(sorted(waiting, key=itemgetter(0))):
        if number >= _AT_ONCE:
            time.sleep(_BREAK_SECONDS)
        now.received[key] = seq
        # After a restart of the server a browser repeats its last message. What the link does not have is sent anew.
        if is_ours:
            now.listeners[key](event)


def _waiting(key: str) -> Iterator[tuple[int, str, Event, bool]]:
    """Yield the component's events that are not applied yet, and whether they were meant for this session."""
    state = session.value_of(key, {})
    message = state.get("events") if isinstance(state, Mapping) else None
    if not isinstance(message, Mapping):
        return
    listed, is_ours = message.get("list"), message.get("session") == session.get().id
    after = newest(key)
    for event in listed[:MOST_EVENTS] if isinstance(listed, list | tuple) else ():
        seq = event.get("seq") if isinstance(event, Mapping) else None
        if type(seq) is int and after < seq <= _LARGEST:
            after = seq
            yield seq, key, event, is_ours
