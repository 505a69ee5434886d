"""A room and all that can happen in it, as functions from a room to the next: numbers only, and no names.

Every transition returns a new `Room`, or the same if there is nothing to change, and raises `RoomError` if it refuses.
`version` grows by 1 with each change, `turned` is the version of the last change that concerns everybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from explorer.rooms.errors import RoomError

MOST_PARTICIPANTS = 500
MOST_SNAPSHOTS = 12
SECONDS = 86_400.0  # a room lasts a day
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"  # of a code; without I, L, O and U, which look or sound like others
CODE_LENGTH = 5

Numbers = tuple[float, ...]


class Phase(StrEnum):
    """The state of a step: guesses can change, guesses are closed, or the answer is shown."""

    OPEN = "open"
    FROZEN = "frozen"
    REVEALED = "revealed"


class Given(NamedTuple):
    """A guess, and the version of the room that it made."""

    numbers: Numbers
    version: int


Guesses = Mapping[int, Given]  # by the number of the participant
_NOTHING: Guesses = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A step of the room: its phase, its round (1 or 2) and the guesses of both rounds."""

    phase: Phase = Phase.OPEN
    round: int = 1
    guesses: tuple[Guesses, Guesses] = (_NOTHING, _NOTHING)


class Snapshot(NamedTuple):
    """The guesses of a step and a round at one moment, ascending, so that their order tells nobody's."""

    step: int
    round: int
    guesses: tuple[Numbers, ...]


class Asked(NamedTuple):
    """The question of a room about one scene: what is guessed, at which inputs, between which labels."""

    answer: str
    inputs: Numbers = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """A room, opened at time `opened` (seconds of the epoch). Its `key` signs the tokens and is told to nobody.

    It shows either the steps 0 … `steps` − 1 of a `lesson`, or a `scene` (the query of its link) with a question.
    Participants are numbers from 1 to `joined`.
    """

    code: str
    key: str
    opened: float
    lesson: str = ""
    scene: str = ""
    asked: Asked | None = None
    steps: int = 1
    step: int = 0
    joined: int = 0
    sheets: Mapping[int, Sheet] = field(default_factory=dict)
    snapshots: tuple[Snapshot, ...] = ()
    ended: bool = False
    version: int = 1
    turned: int = 1

    @property
    def sheet(self) -> Sheet:
        """The step that is shown."""
        return self.sheets.get(self.step, Sheet())

    @property
    def expires(self) -> float:
        """The time at which the room is forgotten, in seconds of the epoch."""
        return self.opened + SECONDS

    def seen_by(self, number: int) -> int:
        """The version of the last change that participant `number` can see: everybody's, or of a guess of theirs."""
        given = (guesses[number].version for guesses in self.sheet.guesses if number in guesses)
        return max(self.turned, *given, 0)


Transition = Callable[[Room], Room]


def join(room: Room) -> Room:
    """Let one more participant in, whose number is then `joined`."""
    _check_running(room)
    if room.joined >= MOST_PARTICIPANTS:
        raise RoomError(
            "full", f"This room is full: {MOST_PARTICIPANTS} people have joined.", "full_room", MOST_PARTICIPANTS
        )
    return replace(room, joined=room.joined + 1, version=room.version + 1)


def guess(room: Room, number: int, step: int, round_number: int, numbers: Numbers) -> Room:
    """Note the guess of participant `number`, in place of an earlier one. It is for a step and a round.

    A guess that was on its way while the lecturer went on belongs to nothing any more, and is refused.
    """
    _check_running(room)
    if not 1 <= number <= room.joined:
        raise RoomError("forbidden", "This room has no such participant. Join it again.", "token")
    sheet = room.sheet
    if (step, round_number) != (room.step, sheet.round):
        raise RoomError("frozen", "The room has gone on since. Look at the present question.", "gone_on")
    if sheet.phase != Phase.OPEN:
        raise RoomError("frozen", "Guesses are closed.", "closed")
    before = sheet.guesses[round_number - 1]
    if number in before and before[number].numbers == numbers:
        return room
    version = room.version + 1
    after = {**before, number: Given(numbers, version)}
    guesses = (after, sheet.guesses[1]) if round_number == 1 else (sheet.guesses[0], after)
    return replace(_with_sheet(room, replace(sheet, guesses=guesses)), version=version)


def open_guesses(room: Room) -> Room:
    """Let guesses of the present round change again. Not after the answer has been shown."""
    _check_hidden(room)
    return _turn(room, replace(room.sheet, phase=Phase.OPEN))


def freeze(room: Room) -> Room:
    """Close the guesses of the present round."""
    _check_hidden(room)
    return _turn(room, replace(room.sheet, phase=Phase.FROZEN))


def reveal(room: Room) -> Room:
    """Show the answer to everybody; guesses are closed for good."""
    return _turn(room, replace(room.sheet, phase=Phase.REVEALED))


def second(room: Room) -> Room:
    """Begin the second round, for instance after a hint or a talk with one's neighbour, before the answer is shown."""
    _check_hidden(room)
    if room.sheet.round == 2:
        return room
    return _turn(room, replace(room.sheet, phase=Phase.OPEN, round=2))


def clear(room: Room) -> Room:
    """Remove the guesses of the step and begin it anew. Snapshots stay."""
    return _turn(room, Sheet())


def next_step(room: Room) -> Room:
    """Go to the next step; a step that was shown before is as it was left."""
    return _go(room, room.step + 1, "This is the last step.")


def previous_step(room: Room) -> Room:
    """Go back one step, which is as it was left."""
    return _go(room, room.step - 1, "This is the first step.")


def snapshot(room: Room) -> Room:
    """Keep the guesses of the present round as they are now, beside what comes later."""
    _check_running(room)
    if len(room.snapshots) >= MOST_SNAPSHOTS:
        raise RoomError("full", f"A room keeps {MOST_SNAPSHOTS} snapshots, and these are all taken.")
    sheet = room.sheet
    now = Snapshot(room.step, sheet.round, ascending(sheet.guesses[sheet.round - 1]))
    return replace(room, snapshots=(*room.snapshots, now), version=room.version + 1)


def end(room: Room) -> Room:
    """End the room. Its numbers can be read until it expires."""
    if room.ended:
        return room
    return replace(room, ended=True, version=room.version + 1, turned=room.version + 1)


ACTIONS: Mapping[str, Transition] = MappingProxyType(
    {
        "next": next_step,
        "previous": previous_step,
        "open": open_guesses,
        "freeze": freeze,
        "reveal": reveal,
        "second": second,
        "clear": clear,
        "snapshot": snapshot,
        "end": end,
    }
)


def ascending(guesses: Guesses) -> tuple[Numbers, ...]:
    """The guesses in ascending order, which tells nothing about whose they are or when they came."""
    return tuple(sorted(given.numbers for given in guesses.values()))


def _check_running(room: Room) -> None:
    if room.ended:
        raise RoomError("ended", "This room has ended.")


def _check_hidden(room: Room) -> None:
    _check_running(room)
    if room.sheet.phase == Phase.REVEALED:
        raise RoomError("wrong", "The answer has been shown. Clear the step to begin it anew.", "shown")


def _go(room: Room, step: int, refusal: str) -> Room:
    _check_running(room)
    if not 0 <= step < room.steps:
        raise RoomError("wrong", refusal)
    return replace(room, step=step, version=room.version + 1, turned=room.version + 1)


def _turn(room: Room, sheet: Sheet) -> Room:
    """Change what everybody sees of the step."""
    _check_running(room)
    if sheet == room.sheet:
        return room
    return replace(_with_sheet(room, sheet), version=room.version + 1, turned=room.version + 1)


def _with_sheet(room: Room, sheet: Sheet) -> Room:
    return replace(room, sheets={**room.sheets, room.step: sheet})
