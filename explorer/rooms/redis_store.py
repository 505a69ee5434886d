"""Rooms in Redis: several processes share them, and they outlive each of these.

All changes of a process go through one thread, which takes what has come in meanwhile, applies the transitions of a
room one after the other, and writes the outcome in one step if no other process has changed the room since.
"""

import secrets
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import redis

from explorer.rooms.errors import RoomError
from explorer.rooms.hearing import CHANNEL, Hearing, connect
from explorer.rooms.room import Room, Transition
from explorer.rooms.store import MOST_ROOMS, no_answer, no_room, no_space, taken
from explorer.rooms.written import read, write

_PREFIX = "ntk:room:"
_RUNNING = "ntk:rooms"  # codes of rooms that have not ended, by the time at which they expire
_TRIES = 50  # each means that another process has just changed the same room
_KEPT = 64  # rooms whose latest state this process keeps, so that it need not be sent and read each time


class _Task(NamedTuple):
    """A transition of the room `code`, or a new room; the future waits for the outcome."""

    code: str
    work: Transition | Room
    future: Future[Room]


class _Kept(NamedTuple):
    """A room with the stamp of its state."""

    stamp: str
    room: Room


class RedisStore:
    """A `Store` in the Redis at `url`. Raises RuntimeError, without the password, if none answers there."""

    def __init__(self, url: str, now: Callable[[], float] = time.time) -> None:
        self._redis = connect(url)
        self._now = now
        self._change_script = self._redis.register_script(_script("change"))
        self._open_script = self._redis.register_script(_script("open"))
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._waiting: list[_Task] = []
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, "rooms")
        self._hearing = Hearing(self._redis)

    def open(self, room: Room) -> Future[Room]:
        """Keep a new room."""
        return self._put(_Task(room.code, room, Future()))

    def read(self, code: str) -> Future[Room]:
        """Read the room as it is now."""
        return self.change(code, lambda room: room)

    def change(self, code: str, transition: Transition) -> Future[Room]:
        """Change the room by `transition`."""
        return self._put(_Task(code, transition, Future()))

    def listen(self, changed: Callable[[str | None], None]) -> None:
        """Call `changed` with the code after each change of a room."""
        self._hearing.listeners.append(changed)

    def close(self) -> None:
        """Finish what has begun, then close the connections."""
        self._hearing.close()
        self._thread.shutdown()
        self._redis.close()

    def _put(self, task: _Task) -> Future[Room]:
        with self._lock:
            self._waiting.append(task)
            if len(self._waiting) == 1:  # otherwise those before it are still waiting, and take it along
                # A fault of ours is thrown again in the callback, which prints it.
                self._thread.submit(self._work).add_done_callback(lambda done: done.result())
        return task.future

    def _work(self) -> None:
        """Do all tasks that wait; each future is done afterwards, whatever happens.

        While Redis does not answer they are refused at once.
        """
        with self._lock:
            tasks, self._waiting = self._waiting, []
        refusal = no_answer()
        if not self._hearing.answers:
            return _settle(tasks, [refusal] * len(tasks))
        try:
            changes: defaultdict[str, list[_Task]] = defaultdict(list)
            for task in tasks:
                if isinstance(task.work, Room):
                    _settle([task], [self._open(task.work)])
                else:
                    changes[task.code].append(task)
            for code, of_room in changes.items():
                _settle(of_room, self._change(code, [task.work for task in of_room]))
        except redis.OutOfMemoryError:
            refusal = no_space()
        except redis.RedisError:
            self._hearing.doubt()
        finally:
            waiting = [task for task in tasks if not task.future.done()]
            _settle(waiting, [refusal] * len(waiting))

    def _open(self, room: Room) -> Room | RoomError:
        arguments = (_stamp(), write(room), _ms(self._now()), MOST_ROOMS, _ms(room.expires), room.code)
        outcome = self._open_script([_PREFIX + room.code, _RUNNING], arguments)
        return {"taken": taken(), "full": no_space()}.get(str(outcome), room)

    def _change(self, code: str, transitions: Sequence[Any]) -> list[Room | RoomError]:
        """Apply the transitions to the room in turn; the outcome of each."""
        for _ in range(_TRIES):
            kept, is_fresh = self._kept.get(code), False
            if kept is None:
                kept, is_fresh = self._load(code), True
            if kept is None or kept.room.expires <= self._now():
                return [no_room()] * len(transitions)
            room, outcomes = _applied(kept.room, transitions)
            if room is kept.room:
                if is_fresh or self._is_present(code, kept):
                    return outcomes
            elif self._swap(code, kept, room):
                return outcomes
            self._kept.pop(code, None)
        return [no_answer()] * len(transitions)

    def _load(self, code: str) -> _Kept | None:
        stamp, text = self._redis.hmget(_PREFIX + code, ["stamp", "room"])
        return self._keep(code, _Kept(str(stamp), read(text))) if stamp and text else None

    def _is_present(self, code: str, kept: _Kept) -> bool:
        """Whether no other process has changed the room since this one read or wrote it."""
        return self._redis.hget(_PREFIX + code, "stamp") == kept.stamp

    def _swap(self, code: str, kept: _Kept, room: Room) -> bool:
        """Write the room if it is still as it was kept, and tell all processes; whether it was."""
        after = _Kept(_stamp(), room)
        state = "ended" if room.ended else "running"
        arguments = (kept.stamp, after.stamp, write(room), state, code, CHANNEL)
        if not self._change_script([_PREFIX + code, _RUNNING], arguments):
            return False
        self._keep(code, after)
        return True

    def _keep(self, code: str, kept: _Kept) -> _Kept:
        self._kept[code] = kept
        self._kept.move_to_end(code)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return kept


def _applied(room: Room, transitions: Sequence[Transition]) -> tuple[Room, list[Room | RoomError]]:
    """The room after all transitions, and the outcome of each: the room after it, or why it was refused."""
    outcomes: list[Room | RoomError] = []
    for transition in transitions:
        try:
            room = transition(room)
            outcomes.append(room)
        except RoomError as error:
            outcomes.append(error)
    return room, outcomes


def _settle(tasks: Sequence[_Task], outcomes: Sequence[Room | RoomError]) -> None:
    for task, outcome in zip(tasks, outcomes, strict=True):
        if isinstance(outcome, RoomError):
            task.future.set_exception(outcome)
        else:
            task.future.set_result(outcome)


def _script(name: str) -> str:
    """A script that Redis runs in one step."""
    return Path(__file__).with_name(f"{name}.lua").read_text(encoding="utf-8")


def _stamp() -> str:
    return secrets.token_hex(8)


def _ms(seconds: float) -> int:
    return round(1000 * seconds)
