"""The lessons that come with the app: what they ask to try can be done."""

import pytest

from explorer.grid.view import explore
from explorer.lessons.asked import answered, asked
from explorer.lessons.check import is_met
from explorer.scene import permalink
from explorer.ui import shelf
from tests.lesson_solutions import SOLUTIONS

NAMES = tuple(shelf.lessons())
WITH_CHECKS = [(name, i + 1) for name in NAMES for i, step in enumerate(shelf.lesson(name).steps) if step.checks]
WITH_QUESTIONS = [(name, i + 1) for name in NAMES for i, step in enumerate(shelf.lesson(name).steps) if step.question]


def test_there_are_at_least_twelve_lessons_in_their_order_and_each_has_something_to_guess_or_to_try():
    lessons = shelf.lessons().values()
    assert len(lessons) >= 12
    assert [lesson.order for lesson in lessons] == list(range(1, len(lessons) + 1))
    assert all(3 <= lesson.minutes <= 5 and lesson.aim and lesson.mistakes and lesson.discussion for lesson in lessons)
    for lesson in lessons:
        assert sum(bool(step.checks or step.question) for step in lesson.steps) >= 2


@pytest.mark.parametrize(("name", "step"), WITH_CHECKS)
def test_what_a_step_asks_to_try_can_be_done(name, step):
    step_of = shelf.lesson(name).steps[step - 1]
    scene, problems = permalink.changed(step_of.scene, SOLUTIONS[name, step])
    assert problems == ()
    assert all(is_met(explore(scene), check) for check in step_of.checks)


@pytest.mark.parametrize(("name", "step"), WITH_QUESTIONS)
def test_each_question_can_be_asked_of_its_scene_and_has_a_hint(name, step):
    step_of = shelf.lesson(name).steps[step - 1]
    assert asked(step_of.scene, step_of.question)["question"]["hint"]
    assert step_of.after
    if step_of.question.answer == "curve":  # the networks, and not the hand, decide what a guess is worth
        assert answered(step_of.scene, step_of.question)["tight"] == []
