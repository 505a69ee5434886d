"""All that can happen in a room, in any order, beside a plain ledger of it."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from explorer.rooms import room as rooms
from explorer.rooms.errors import RoomError
from explorer.rooms.room import ACTIONS, MOST_PARTICIPANTS, MOST_SNAPSHOTS, Phase, Room

STEPS = 3
NEW = Room("KRMVT", "0" * 32, 0.0, lesson="a", steps=STEPS)
REVEALED = Phase.REVEALED


class Class(RuleBasedStateMachine):
    """A lecturer and participants who do anything at any time; the ledger has (phase, round, guesses) by step."""

    def __init__(self) -> None:
        super().__init__()
        self.room = NEW
        self.step, self.joined, self.ended, self.snapshots = 0, 0, False, 0
        self.ledger = {step: [Phase.OPEN, 1, {1: {}, 2: {}}] for step in range(STEPS)}

    def do(self, transition, allowed: bool, refusal: str = "") -> None:
        """Apply a transition that is allowed or refused; a refusal names the reason and changes nothing."""
        before = self.room
        if self.ended and transition is not rooms.end:
            allowed, refusal = False, "ended"
        if allowed:
            self.room = transition(self.room)
            assert (self.room.version == before.version) == (self.room == before)
            assert self.room.version - before.version in (0, 1)
            assert before.turned <= self.room.turned <= self.room.version
        else:
            with pytest.raises(RoomError) as caught:
                transition(self.room)
            assert caught.value.error == refusal
            assert self.room == before

    @property
    def page(self) -> list:
        return self.ledger[self.step]

    @rule()
    def join(self) -> None:
        self.do(rooms.join, True)
        self.joined += not self.ended

    @precondition(lambda self: self.joined)
    @rule(data=st.data(), late=st.booleans(), value=st.integers(-3, 3))
    def guess(self, data, late: bool, value: int) -> None:
        number = data.draw(st.integers(1, self.joined))
        step = data.draw(st.integers(0, STEPS - 1)) if late else self.step
        turn = data.draw(st.integers(1, 2)) if late else self.page[1]
        allowed = self.page[0] == Phase.OPEN and (step, turn) == (self.step, self.page[1])
        self.do(lambda room: rooms.guess(room, number, step, turn, (float(value),)), allowed, "frozen")
        if allowed and not self.ended:
            self.page[2][turn][number] = (float(value),)

    @rule()
    def guess_of_a_stranger(self) -> None:
        self.do(lambda room: rooms.guess(room, self.joined + 1, self.step, self.page[1], (0.0,)), False, "forbidden")

    @rule(phase=st.sampled_from([Phase.OPEN, Phase.FROZEN, REVEALED]))
    def show(self, phase: Phase) -> None:
        action = {Phase.OPEN: "open", Phase.FROZEN: "freeze", REVEALED: "reveal"}[phase]
        allowed = self.page[0] != REVEALED or phase == REVEALED
        self.do(ACTIONS[action], allowed, "wrong")
        if allowed and not self.ended:
            self.page[0] = phase

    @rule()
    def second(self) -> None:
        self.do(ACTIONS["second"], self.page[0] != REVEALED, "wrong")
        if self.page[0] != REVEALED and not self.ended and self.page[1] == 1:
            self.page[:2] = [Phase.OPEN, 2]

    @rule()
    def clear(self) -> None:
        self.do(ACTIONS["clear"], True)
        if not self.ended:
            self.ledger[self.step] = [Phase.OPEN, 1, {1: {}, 2: {}}]

    @rule(way=st.sampled_from([1, -1]))
    def walk(self, way: int) -> None:
        inside = 0 <= self.step + way < STEPS
        self.do(ACTIONS["next" if way > 0 else "previous"], inside, "wrong")
        self.step += way * (inside and not self.ended)

    @rule()
    def snapshot(self) -> None:
        self.do(ACTIONS["snapshot"], self.snapshots < MOST_SNAPSHOTS, "full")
        if self.snapshots < MOST_SNAPSHOTS and not self.ended:
            self.snapshots += 1
            shot = self.room.snapshots[-1]
            assert shot == (self.step, self.page[1], tuple(sorted(self.page[2][self.page[1]].values())))

    @precondition(lambda self: self.room.version > 20)
    @rule()
    def end(self) -> None:
        self.do(ACTIONS["end"], True)
        self.ended = True

    @invariant()
    def is_as_in_the_ledger(self) -> None:
        room = self.room
        assert (room.step, room.joined, room.ended) == (self.step, self.joined, self.ended)
        assert len(room.snapshots) == self.snapshots
        for step, (phase, turn, guesses) in self.ledger.items():
            sheet = replace(room, step=step).sheet
            assert (sheet.phase, sheet.round) == (phase, turn)
            for noted, expected in zip(sheet.guesses, guesses.values(), strict=True):
                assert {number: given.numbers for number, given in noted.items()} == expected
        assert all(room.turned <= room.seen_by(number) <= room.version for number in range(1, self.joined + 1))


TestClass = Class.TestCase
TestClass.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)


def test_a_full_room_lets_nobody_in() -> None:
    full = replace(NEW, joined=MOST_PARTICIPANTS)
    with pytest.raises(RoomError, match="full") as caught:
        rooms.join(full)
    assert (caught.value.error, caught.value.status) == ("full", 429)


def test_a_guess_of_somebody_else_is_nothing_new_to_a_participant() -> None:
    room = rooms.join(rooms.join(NEW))
    first = rooms.guess(room, 1, 0, 1, (0.5,))
    second = rooms.guess(first, 2, 0, 1, (0.25,))
    assert second.seen_by(1) == first.seen_by(1) == first.version
    assert second.seen_by(2) == second.version
    assert rooms.freeze(second).seen_by(1) == second.version + 1
    assert rooms.guess(second, 2, 0, 1, (0.25,)) is second
