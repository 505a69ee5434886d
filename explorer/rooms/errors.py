"""The answers of a room that refuses: a word for programs, a sentence for the person, and a status of HTTP."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

STATUS: Mapping[str, int] = MappingProxyType(
    {
        "wrong": 400,  # what was sent cannot be read, or does not fit the room
        "forbidden": 403,  # a token or a secret is missing or not right
        "unknown": 404,  # no such room, or one that has expired
        "frozen": 409,  # guesses are closed, or the room has gone on since
        "ended": 410,
        "full": 429,  # the room or the server has no space left
        "busy": 429,  # this address has asked too often
        "away": 503,  # what keeps the rooms does not answer
    }
)


class RoomError(Exception):
    """A refusal: `error` is a key of `STATUS`, `message` tells the person what went wrong and what to do.

    A browser finds the sentence in its own language by `key` in the words of assets/room; `count` is the number in it.
    """

    def __init__(self, error: str, message: str, key: str = "", count: int | None = None) -> None:
        super().__init__(message)
        self.error, self.message, self.status = error, message, STATUS[error]
        self.key, self.count = key or error, count

    def told(self) -> dict[str, Any]:
        """The refusal as JSON, for browsers and programs."""
        return {"error": self.error, "message": self.message, "key": self.key, "count": self.count}
