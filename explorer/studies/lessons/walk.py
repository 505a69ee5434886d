"""The step of a lesson at which a person is, and the ways to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.language import phrases_of
from explorer.lessons.lesson import Lesson, Step
from explorer.scene.scene import Scene
from explorer.studies.lessons.other_pages import fields_of
from explorer.ui import asking, page, session, settings, shelf
from explorer.ui.fields import Choice, Fields, Number

phrase = phrases_of("studies/lessons")

FROM_FILE = "own"  # the name of a lesson from a person's own file
_MOST_STEPS = 40


@dataclass(slots=True)
class Walk:
    """A lesson from the person's own file, and the step whose scene is on screen."""

    from_file: Lesson | None = None
    entered: tuple[str, int] | None = None  # None: no step has been shown in this session
    opens: str = ""  # the page that a press has asked for


def fields() -> Fields:
    """The settings of the page: a lesson, '' for the list, and its step, counted from 1."""
    return {"lesson": Choice(("", *shelf.lessons(), FROM_FILE)), "step": Number(1, _MOST_STEPS, 1)}


def current() -> Lesson | None:
    """The lesson that is open; None where the list is shown."""
    name = settings.get("lesson")
    return session.of(Walk).from_file if name == FROM_FILE else shelf.lessons().get(name)


def step_of(lesson: Lesson) -> Step:
    """The step that is shown."""
    return lesson.steps[settings.get("step") - 1]


def start(lesson: Lesson) -> None:
    """Open the first step of a lesson; called from any page."""
    settings.prepare(page.LESSONS, lesson=lesson.name, step=1)
    session.of(Walk).entered = ("", 0)


def close() -> None:
    """Return to the list."""
    settings.prepare(page.LESSONS, lesson="", step=1)


def enter(lesson: Lesson) -> None:
    """Show the scene of the step, unless it is there already or the link that opened the page had another."""
    walk, position = session.of(Walk), (lesson.name, settings.get("step"))
    if walk.entered == position:
        return
    came_by_link = walk.entered is None and session.current() != Scene()
    from_before = walk.entered == (lesson.name, position[1] - 1)
    walk.entered = position
    step = step_of(lesson)
    keeps = from_before and step.keeps and step.question is None  # a question is about the step's own scene
    if not came_by_link and not keeps:
        session.commit(step.scene)


def receive(lesson: Lesson, event: Mapping[str, Any]) -> None:
    """Apply a press in the sheet."""
    match event.get("type"):
        case "step":
            number = event.get("step")
            if type(number) is int and 1 <= number <= len(lesson.steps):
                settings.put(step=number)
        case "go" if event.get("lesson") in (settings.get("lesson"), *shelf.lessons()):
            _go(str(event["lesson"]), event.get("step"))
        case "again":
            begin_again(step_of(lesson))
        case "page":
            session.of(Walk).opens = step_of(lesson).page
        case "list":
            close()
        case "next" if (after := following(lesson)) is not None:
            start(after)
    session.get().chart.rerun_page = True


def _go(name: str, number: object) -> None:
    """Open a step that the person has seen before, unless it is on screen."""
    if type(number) is int and 1 <= number <= _MOST_STEPS and (name, number) != _position():
        settings.put(lesson=name, step=number)
        session.of(Walk).entered = ("", 0)


def _position() -> tuple[str, int]:
    return settings.get("lesson"), settings.get("step")


def begin_again(step: Step) -> None:
    """Show the scene of the step, and ask its question again."""
    session.commit(step.scene)
    if step.question is not None:
        asking.forget(step.scene, step.question)


def is_answered(step: Step) -> bool:
    """Whether nothing of the step is hidden from this person any more."""
    return step.question is None or asking.is_answered(step.scene, step.question)


def leave(lesson: Lesson) -> None:
    """Go to the page that a press in the sheet has asked for, if any, with the settings that the step gives to it."""
    walk = session.of(Walk)
    title, walk.opens = walk.opens, ""
    if title:
        number = settings.get("step")
        query = {"lesson": lesson.name, "step": str(number)}
        session.get().returning = (phrase("returning", title=lesson.title, step=number), query)
        page.go(title, **settings.read(fields_of(title), dict(step_of(lesson).settings)))


def following(lesson: Lesson) -> Lesson | None:
    """The lesson after this one in the list, if it is one of the list and not the last."""
    listed = list(shelf.lessons().values())
    at = listed.index(lesson) if lesson in listed else len(listed)
    return listed[at + 1] if at + 1 < len(listed) else None
