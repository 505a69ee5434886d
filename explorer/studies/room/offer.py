"""The questions with which a room can be opened: that of a lesson step, or those that the present scene allows."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from explorer.language import Phrases, phrases_of
from explorer.lessons.lesson import Lesson
from explorer.lessons.question import CURVE_INPUTS, MOST_OPTIONS, MOST_TO_ORDER, NEAREST, Guessed
from explorer.scene import permalink
from explorer.scene.limits import LIMITS
from explorer.scene.scene import Scene
from explorer.scene.window import snap

phrase = phrases_of("studies/room")

_LABELS = Phrases("studies/room", "answers")


_STEP, _MARGIN = 0.05, 0.1  # of the inputs that are tried: a finger does not draw to the very edge
_APART, _ROUNDING = 0.15, 1e-9
_LOW, _HIGH, _ = LIMITS["x"]
_TRIED = tuple(snap(_LOW + _MARGIN + _STEP * i) for i in range(round((_HIGH - _LOW - 2 * _MARGIN) / _STEP) + 1))


class Asked(NamedTuple):
    """A question about a scene: what is guessed, at which inputs, and between which of its labels."""

    answer: Guessed
    inputs: tuple[float, ...] = ()
    options: tuple[str, ...] = ()


def questions(scene: Scene) -> list[Asked]:
    """The questions about `scene`: its curve, a label where the data leave most room, and its labels if comparable."""
    inputs = curve_inputs(scene)
    curve = [Asked(Guessed.CURVE, inputs)] if inputs else []
    return [*curve, Asked(Guessed.LABEL, (_open_input(scene),)), *_about_labels(scene)]


def curve_inputs(scene: Scene) -> tuple[float, ...]:
    """Seven inputs spread over the window that keep away from the training inputs; () if there are no seven.

    Networks have little freedom close to a training input, and without label noise none at it: a guess there would be
    judged by the steadiness of the hand. With label noise, points that leave no gaps are no obstacle.
    """
    for clearance in (2 * NEAREST, 1.5 * NEAREST, NEAREST, *([0.0] if scene.noise_std else [])):
        free = [x for x in _TRIED if all(abs(x - each) > clearance - _ROUNDING for each in scene.dataset.x)]
        if chosen := _spread(free):
            return chosen
    return ()


def _spread(free: list[float]) -> tuple[float, ...]:
    """Seven of the ascending inputs, a finger's width apart, nearest to seven even ones by the sum of squares."""
    best: list[tuple[float, tuple[float, ...]]] = [(0.0, ())]
    for i in range(CURVE_INPUTS):
        even = _LOW + (_HIGH - _LOW) * (i + 0.5) / CURVE_INPUTS
        ways = [(x, [way for way in best if not way[1] or x - way[1][-1] > _APART - _ROUNDING]) for x in free]
        best = [
            (cost + (x - even) ** 2, (*before, x)) for x, shorter in ways if shorter for cost, before in [min(shorter)]
        ]
    return min(best, default=(0.0, ()))[1]


def _open_input(scene: Scene) -> float:
    """The middle of the widest gap between training inputs; 0 without data."""
    inputs = sorted(set(scene.dataset.x))
    gaps = [(b - a, snap((a + b) / 2)) for a, b in pairwise(inputs)]
    return max(gaps)[1] if gaps else 0.0


def _about_labels(scene: Scene) -> Iterator[Asked]:
    """Yield the questions about the largest group of labels at the same inputs."""
    groups = scene.candidates_by_input().values()
    names = max((tuple(candidate.name for candidate in group) for group in groups), key=len, default=())
    for answer, most in ((Guessed.CHOICE, MOST_OPTIONS), (Guessed.ORDER, MOST_TO_ORDER), (Guessed.ODDS, MOST_OPTIONS)):
        if 2 <= len(names) <= most:
            yield Asked(answer, (), names)


def of_lesson(name: str, lesson: Lesson, step: int) -> list[dict[str, Any]]:
    """The offer to open a room at a step of a lesson, counted from 1. Raises ValueError if it has no such step."""
    if step > len(lesson.steps):
        raise ValueError(f"the lesson {name} has {len(lesson.steps)} steps, got {step}.")
    shown = lesson.steps[step - 1]
    asks = shown.question.text if shown.question else phrase("offer.nothing")
    return [{"label": shown.title, "text": asks, "body": {"lesson": name, "step": step}}]


def of_scene(scene: Scene) -> list[dict[str, Any]]:
    """The offers about `scene` as JSON: a label, and what is sent to the server to open a room."""
    return [_offer(scene, asked) for asked in questions(scene)]


def _offer(scene: Scene, asked: Asked) -> dict[str, Any]:
    question = {"answer": asked.answer.value, "inputs": list(asked.inputs), "options": list(asked.options)}
    return {
        "label": _LABELS[asked.answer.value],
        "text": _detail(scene, asked),
        "body": {"scene": permalink.encode(scene), "question": question},
    }


def _detail(scene: Scene, asked: Asked) -> str:
    """The detail that a question asks about: an input in the person's units, or the names of labels."""
    if asked.answer == Guessed.LABEL:
        name = scene.x_axis.name or "x"
        return phrase("offer.at", name=name, x=scene.x_axis.text(asked.inputs[0]))
    return (
        phrase("offer.curve")
        if asked.answer == Guessed.CURVE
        else phrase("offer.among", options=", ".join(asked.options))
    )
