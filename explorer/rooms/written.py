"""A room as a text for a store outside the process, and back."""

import json
from dataclasses import asdict
from typing import Any

from explorer.rooms.room import Asked, Given, Guesses, Phase, Room, Sheet, Snapshot


def write(room: Room) -> str:
    """The room as JSON; `read(write(room)) == room`."""
    plain = {name: getattr(room, name) for name in asdict(Room("", "", 0.0))}
    plain["sheets"] = {
        step: [sheet.phase, sheet.round, *map(_write_guesses, sheet.guesses)] for step, sheet in room.sheets.items()
    }
    return json.dumps(plain, separators=(",", ":"))


def read(text: str | bytes) -> Room:
    """The room that `write` wrote."""
    plain: dict[str, Any] = json.loads(text)
    asked = plain["asked"]
    if asked is not None:
        plain["asked"] = Asked(asked[0], tuple(asked[1]), tuple(asked[2]))
    plain["sheets"] = {int(step): _read_sheet(*sheet) for step, sheet in plain["sheets"].items()}
    plain["snapshots"] = tuple(Snapshot(step, turn, tuple(map(tuple, g))) for step, turn, g in plain["snapshots"])
    return Room(**plain)


def _write_guesses(guesses: Guesses) -> list[list[Any]]:
    return [[number, given.version, *given.numbers] for number, given in guesses.items()]


def _read_sheet(phase: str, turn: int, *guesses: list[list[Any]]) -> Sheet:
    first, second = ({number: Given(tuple(numbers), version) for number, version, *numbers in rows} for rows in guesses)
    return Sheet(Phase(phase), turn, (first, second))
