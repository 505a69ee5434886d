"""Secrets of lecturers and tokens of participants: signatures with the room's key, so that none has to be kept."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from typing import NamedTuple

from explorer.rooms.errors import RoomError
from explorer.rooms.room import CODE_LENGTH, LETTERS, Room

STUDENT, PROJECTOR, LECTURER = "student", "projector", "lecturer"
_LONGEST = 64  # letters


class Role(NamedTuple):
    """The role of somebody who asks, and the number of a participant."""

    name: str
    number: int = 0


def new_code() -> str:
    """A code of letters that are not mistaken for each other."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def new_key() -> str:
    """A key of 128 random bits."""
    return secrets.token_hex(16)


def secret(room: Room) -> str:
    """The lecturer's secret."""
    return _signature(room, LECTURER)


def token(room: Room, number: int) -> str:
    """The token of participant `number`."""
    return f"{number}.{_signature(room, str(number))}"


def role(room: Room, bearer: str) -> Role:
    """The role of who sends `bearer`: nobody's is the projector's. RoomError "forbidden" if it is not of this room."""
    if not bearer:
        return Role(PROJECTOR)
    if len(bearer) <= _LONGEST and bearer.isascii():
        if hmac.compare_digest(bearer, secret(room)):
            return Role(LECTURER)
        number, _, _ = bearer.partition(".")
        is_of_room = number.isdecimal() and 1 <= int(number) <= room.joined
        if is_of_room and hmac.compare_digest(bearer, token(room, int(number))):
            return Role(STUDENT, int(number))
    raise RoomError("forbidden", "This is not a token of this room. Join it again.", "token")


def participant(room: Room, bearer: str) -> int:
    """The number of the participant who sends `bearer`. RoomError "forbidden" for anybody else."""
    name, number = role(room, bearer)
    if name != STUDENT:
        raise RoomError("forbidden", "Only those who have joined the room can guess.")
    return number


def check_lecturer(room: Room, bearer: str) -> None:
    """Raise RoomError "forbidden" unless `bearer` is the lecturer's secret."""
    if role(room, bearer).name != LECTURER:
        raise RoomError("forbidden", "Only the lecturer's secret link can do this.")


def shuffled(room: Room) -> dict[int, int]:
    """Numbers from 1 on for the participants, in an order that does not tell who came when."""
    by_chance = sorted(range(1, room.joined + 1), key=lambda number: _signature(room, f"row {number}"))
    return {number: row for row, number in enumerate(by_chance, 1)}


def _signature(room: Room, name: str) -> str:
    """132 of the 256 bits of HMAC-SHA-256, as 22 letters."""
    digest = hmac.new(room.key.encode(), name.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode()[:22]
