"""The public state of a room for each role: a student's, the projector's and the lecturer's, as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from explorer import language
from explorer.lessons import asked, score
from explorer.lessons.question import Question
from explorer.lessons.score import Score
from explorer.rooms.room import Guesses, Numbers, Phase, Room, Snapshot, ascending
from explorer.rooms.stages import Stage, blocks, notes_of, of_step, stage_of
from explorer.rooms.tokens import LECTURER, STUDENT, Role
from explorer.scene.scene import Scene
from explorer.ui import page
from ntkcore.cache import cached

_ROUNDS = ("1", "2")
_OF_A_DRAW = ("unit", "mean", "spread", "best", "truth", "note")


@dataclass(frozen=True)
class View:
    """A room with what it shows at its step: the question, the answer once it is revealed, and then the scores.

    `stages` are the words of the step in each language. Texts are in the language of the moment.
    """

    room: Room
    stages: Mapping[str, Stage]
    asked: dict[str, Any]
    answered: dict[str, Any] | None
    scores: dict[Numbers, Score]

    def version(self, role: Role) -> int:
        """The version of the last change that this role can see; the state is a function of it."""
        return self.room.seen_by(role.number) if role.name == STUDENT else self.room.version

    def text(self, role: Role) -> str:
        """The state for this role as JSON."""
        mine = {"version": self.version(role), "role": role.name}
        mine |= self._of_student(role.number) if role.name == STUDENT else self._of_all(role)
        now = language.now()
        if now not in self._shared:
            self._shared[now] = _json(self._of_step(self.stages[now]))
        return f"{self._shared[now][:-1]},{_json(mine)[1:]}"

    @cached_property
    def _shared(self) -> dict[str, str]:
        """The fields that all roles see, written once for each language."""
        return {}

    def _of_step(self, stage: Stage) -> dict[str, Any]:
        room, sheet, question = self.room, self.room.sheet, stage.question and stage.question.asked()
        return {
            "code": room.code,
            "lesson": room.lesson,
            "title": stage.title,
            "step": room.step + 1,
            "steps": room.steps,
            "phase": sheet.phase,
            "round": sheet.round,
            "ended": room.ended,
            "scene": stage.link,
            "opens": {"title": stage.page and page.label_of(stage.page), "address": stage.address},
            "words": blocks(stage.prose),
            "after": blocks(stage.after) if question and self.answered else [],
            "tries": stage.tries,
            "question": question,
            "asked": self.asked | {"question": question},
            "answered": self.answered,
        }

    def _of_student(self, number: int) -> dict[str, Any]:
        given = [guesses[number].numbers if number in guesses else None for guesses in self.room.sheet.guesses]
        scores = [asdict(self.scores[numbers]) if numbers in self.scores else None for numbers in given]
        return {"mine": dict(zip(_ROUNDS, given, strict=True)), "scores": dict(zip(_ROUNDS, scores, strict=True))}

    def _of_all(self, role: Role) -> dict[str, Any]:
        room, sheet = self.room, self.room.sheet
        drawn = next(iter(self.scores.values()), None)
        state: dict[str, Any] = {
            "participants": room.joined,
            "guesses": len(sheet.guesses[sheet.round - 1]),
            "all": {name: self._ordered(guesses) for name, guesses in zip(_ROUNDS, sheet.guesses, strict=True)},
            "scores": None,
            "draw": drawn and {name: getattr(drawn, name) for name in _OF_A_DRAW},
        }
        if self.answered is not None:
            state["scores"] = {
                name: [{"value": each.value, "rank": each.rank} for each in map(self.scores.__getitem__, guesses)]
                for name, guesses in state["all"].items()
            }
        if role.name == LECTURER:
            state |= {"notes": notes_of(room), "snapshots": [_of_snapshot(room, shot) for shot in room.snapshots]}
        return state

    def _ordered(self, guesses: Guesses) -> Sequence[Numbers]:
        """The guesses in an order that tells nothing about whose they are: ascending, or the most likely first."""
        return sorted(ascending(guesses), key=lambda numbers: -_rank(self.scores.get(numbers)))


def _of_snapshot(room: Room, shot: Snapshot) -> dict[str, Any]:
    """A snapshot with all that its picture needs."""
    stage = of_step(room, shot.step)
    shown = _asked(stage.scene, stage.question)
    about = {"title": stage.title, "step": shot.step + 1, "round": shot.round, "question": shown["question"]}
    return about | {"asked": shown, "all": shot.guesses}


def look(room: Room) -> View:
    """The room with its question, answer and scores; it may have to solve the scene, which takes some milliseconds."""
    stages = {each: _stage_in(each, room) for each in language.LISTED}
    stage, question = stages[language.ENGLISH], stages[language.ENGLISH].question
    shown = _asked(stage.scene, question)
    if question is not None and room.sheet.phase != Phase.REVEALED:
        return View(room, stages, shown, None, {})
    given = sorted({given.numbers for guesses in room.sheet.guesses for given in guesses.values()})
    scores = scores_of(stage.scene, question, tuple(given)) if question else {}
    return View(room, stages, shown, _answered(stage.scene, question), scores)


def _stage_in(words_in: str, room: Room) -> Stage:
    with language.read_in(words_in):
        return stage_of(room)


@cached(16)  # the classes that one server sees at the same time; guesses no longer change after the reveal
def scores_of(scene: Scene, question: Question, guesses: tuple[Numbers, ...]) -> dict[Numbers, Score]:
    """The score of each guess."""
    return dict(zip(guesses, score.scores(scene, question, guesses), strict=True)) if guesses else {}


@cached(16)  # as many as scores
def _asked(scene: Scene, question: Question | None) -> dict[str, Any]:
    return asked.asked(scene, question)


@cached(16)  # as many as scores
def _answered(scene: Scene, question: Question | None) -> dict[str, Any]:
    return asked.answered(scene, question)


def _rank(scored: Score | None) -> float:
    return -1.0 if scored is None or scored.rank is None else scored.rank


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
