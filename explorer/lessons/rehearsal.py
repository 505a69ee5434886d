"""Tries each step of a lesson once, to find what its file alone does not tell."""

from explorer.grid.view import explore
from explorer.lessons.asked import asked
from explorer.lessons.check import is_met, measure
from explorer.lessons.fields import LessonError
from explorer.lessons.lesson import Lesson, Step


def rehearse(lesson: Lesson) -> None:
    """Raise LessonError if a scene cannot answer its question, or if there is nothing left to do for a check."""
    for step in lesson.steps:
        if field_and_fault := _fault(step):
            field, fault = field_and_fault
            raise LessonError(f"{lesson.name}.md, step “{step.title}” at line {step.line}, {field}: {fault}")


def _fault(step: Step) -> tuple[str, str] | None:
    if step.question is not None:
        try:
            asked(step.scene, step.question)
        except ValueError as error:
            return "question", str(error)
    view = explore(step.scene) if step.checks else None
    for check in step.checks:
        assert view is not None
        if measure(view, check) is None:
            return "check", f"its quantity, {check.quantity}, does not exist in the scene of the step."
        if is_met(view, check):
            return "check", f"“{check.text}” is fulfilled already when the step begins. Change its bounds or the scene."
    return None
