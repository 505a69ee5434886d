"""Rooms in the memory of one process, the default: they are gone when it ends, and no other process has them."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from explorer.rooms.room import Room, Transition
from explorer.rooms.store import MOST_ROOMS, answer, is_running, no_room, no_space, taken

MOST_BYTES = 64_000_000  # of all guesses together
_GUESS_BYTES = 500  # a guess of seven numbers as Python keeps it


class MemoryStore:
    """A `Store` in this process. `now` tells the time in seconds of the epoch."""

    def __init__(self, now: Callable[[], float] = time.time, most_bytes: int = MOST_BYTES) -> None:
        self._now = now
        self._most = most_bytes
        self._rooms: dict[str, Room] = {}
        self._bytes = 0
        self._lock = threading.Lock()
        self._listeners: list[Callable[[str | None], None]] = []

    def open(self, room: Room) -> Future[Room]:
        """Keep a new room."""
        return answer(lambda: self._open(room))

    def read(self, code: str) -> Future[Room]:
        """Read the room as it is now."""
        return answer(lambda: self._read(code))

    def change(self, code: str, transition: Transition) -> Future[Room]:
        """Change the room by `transition`."""
        return answer(lambda: self._change(code, transition))

    def listen(self, changed: Callable[[str | None], None]) -> None:
        """Call `changed` with the code after each change of a room."""
        self._listeners.append(changed)

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def _open(self, room: Room) -> Room:
        with self._lock:
            now = self._now()
            for code in [code for code, kept in self._rooms.items() if kept.expires <= now]:
                self._bytes -= _size(self._rooms.pop(code))
            if room.code in self._rooms:
                raise taken()
            if sum(map(is_running, self._rooms.values())) >= MOST_ROOMS:
                raise no_space()
            self._rooms[room.code] = room
            self._bytes += _size(room)
        return room

    def _read(self, code: str) -> Room:
        with self._lock:
            return self._kept(code)

    def _change(self, code: str, transition: Transition) -> Room:
        with self._lock:
            before = self._kept(code)
            after = transition(before)
            if after is before:
                return after
            growth = _size(after) - _size(before)
            if growth > 0 and self._bytes + growth > self._most:
                raise no_space()
            self._rooms[code] = after
            self._bytes += growth
        for changed in self._listeners:
            changed(code)
        return after

    def _kept(self, code: str) -> Room:
        room = self._rooms.get(code)
        if room is None or room.expires <= self._now():
            raise no_room()
        return room


def _size(room: Room) -> int:
    """About the bytes of the guesses of a room."""
    guesses = sum(len(of_round) for sheet in room.sheets.values() for of_round in sheet.guesses)
    return _GUESS_BYTES * (1 + guesses + sum(len(shot.guesses) for shot in room.snapshots))
