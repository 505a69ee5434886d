"""Stores keep rooms: in the memory of one process, or in Redis for several; both do what `Store` asks for."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol

from explorer.rooms.errors import RoomError
from explorer.rooms.room import Room, Transition

MOST_ROOMS = 500


class Store(Protocol):
    """Rooms by code. Every method may be called from any thread.

    What it returns or raises is in the future, so that no thread and no event loop has to wait: the `Room`, or
    `RoomError` "unknown" for a code without a room, "full" if nothing more fits, "away" if the store does not answer.
    """

    def open(self, room: Room) -> Future[Room]:
        """Keep a new room. RoomError "frozen" if its code is taken: another code is to be tried."""
        ...

    def read(self, code: str) -> Future[Room]:
        """Read the room as it is now."""
        ...

    def change(self, code: str, transition: Transition) -> Future[Room]:
        """Change the room by `transition`, as if nobody else did at the same time; its RoomError is passed on.

        The transition may be called several times, so it must be a function of the room alone.
        """
        ...

    def listen(self, changed: Callable[[str | None], None]) -> None:
        """Call `changed` with the code after each change of a room, by whichever process, in any thread.

        None means that changes may have been missed: every room is to be read again.
        """
        ...

    def close(self) -> None:
        """Let go of threads and connections."""
        ...


def answer(work: Callable[[], Room]) -> Future[Room]:
    """A future that is done: what `work` returns, or the RoomError that it raises."""
    future: Future[Room] = Future()
    try:
        future.set_result(work())
    except RoomError as error:
        future.set_exception(error)
    return future


def is_running(room: Room) -> bool:
    """Whether the room counts among those of which there are at most `MOST_ROOMS`."""
    return not room.ended


def no_room() -> RoomError:
    """The error of a code without a room."""
    return RoomError("unknown", "There is no room with this code, or its day is over. Compare the letters.")


def no_space() -> RoomError:
    """The error of a store with as many rooms or guesses as it can keep."""
    return RoomError(
        "full", "This server has as many rooms and guesses as it can keep. Try again later.", "full_server"
    )


def taken() -> RoomError:
    """The error of a new room whose code another room has."""
    return RoomError("frozen", "Another room has this code.")


def no_answer() -> RoomError:
    """The error of a store that does not answer."""
    return RoomError("away", "What keeps the rooms does not answer now. Try again in a few seconds.")
