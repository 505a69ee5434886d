"""The guesses of a room as CSV, by rows that do not tell who came when."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from explorer.language import ENGLISH, read_in
from explorer.rooms.room import Numbers, Room, Snapshot
from explorer.rooms.stages import of_step
from explorer.rooms.states import scores_of
from explorer.rooms.tokens import shuffled

_MOST_NUMBERS = 8  # in a guess
_HEAD = ("step", "title", "round", "participant", "snapshot", "score", "unit", "rank")
_GUESS = tuple(f"guess {i}" for i in range(1, _MOST_NUMBERS + 1))


def write(room: Room, only: int = 0) -> str:
    """A line for each guess of each step that was shown, and of each snapshot; or of the snapshot `only`, from 1 on.

    A participant has the same number in all lines; a snapshot keeps no participants. Files are in English.
    """
    with read_in(ENGLISH):
        return _written(room, only)


def _written(room: Room, only: int) -> str:
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow((*_HEAD, *_GUESS))
    rows = shuffled(room)
    for step, sheet in () if only else sorted(room.sheets.items()):
        for turn, guesses in enumerate(sheet.guesses, 1):
            given = sorted((rows[number], each.numbers) for number, each in guesses.items())
            lines.writerows(_lines(room, step, turn, given, ""))
    for number, shot in enumerate(room.snapshots, 1):
        if only in (0, number):
            lines.writerows(_of_snapshot(room, shot, str(number)))
    return text.getvalue()


def _of_snapshot(room: Room, shot: Snapshot, name: str) -> Iterator[tuple[Any, ...]]:
    return _lines(room, shot.step, shot.round, [("", numbers) for numbers in shot.guesses], name)


def _lines(
    room: Room, step: int, turn: int, given: list[tuple[Any, Numbers]], snapshot: str
) -> Iterator[tuple[Any, ...]]:
    stage = of_step(room, step)
    if stage.question is None:
        return
    scores = scores_of(stage.scene, stage.question, tuple(sorted({numbers for _, numbers in given})))
    for row, numbers in given:
        scored = scores[numbers]
        about = (step + 1, stage.title, turn, row, snapshot, scored.value, scored.unit, scored.rank)
        yield (*about, *numbers, *[""] * (_MOST_NUMBERS - len(numbers)))
