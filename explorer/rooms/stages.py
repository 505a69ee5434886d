"""The scene and the question that a room shows at its present step, from a lesson or from the scene that opened it."""

from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from explorer.language import Phrases, cached_in_language
from explorer.lessons import asked
from explorer.lessons.lesson import Step
from explorer.lessons.prose import Prose
from explorer.lessons.question import Guessed, Question, fault
from explorer.rooms.errors import RoomError
from explorer.rooms.room import Asked, Room
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.ui import page, shelf

# A room has no free text: what is asked about a scene of one's own is one of these.
_TEXTS = Phrases("rooms", "asks")
_LONGEST_LINK = 4_000  # letters


class Stage(NamedTuple):
    """A step as a room shows it; without a question, people look and do not guess.

    `prose` is for everybody, `after` once the answer is shown, `tries` is what to try in the scene. `page` is the title
    of another page that the step is about, "" for the playground.
    """

    title: str
    scene: Scene
    question: Question | None
    prose: Prose = ()
    after: Prose = ()
    tries: tuple[str, ...] = ()
    page: str = ""
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """The address of the page with this scene, relative to the app's."""
        query = permalink.joined([*parse_qsl(self.link, keep_blank_values=True), *self.settings])
        return f"{page.ADDRESSES[self.page] if self.page else ''}?{query}"

    @property
    def link(self) -> str:
        """The query of the scene's link."""
        return permalink.encode(self.scene)


def stage_of(room: Room) -> Stage:
    """The stage of the room's present step."""
    return of_step(room, room.step)


def of_step(room: Room, step: int) -> Stage:
    """The stage of a step of the room, in the language of the moment."""
    return _of_lesson(room.lesson, step) if room.lesson else _of_scene(room.scene, room.asked)


def _of_lesson(name: str, step: int) -> Stage:
    """The stage of a lesson's step; the last one if an older version of the lesson had more steps."""
    steps = shelf.lesson(name).steps
    shown: Step = steps[min(step, len(steps) - 1)]
    tries = tuple(check.text for check in shown.checks)
    about = (shown.title, shown.scene, shown.question, shown.prose, shown.after)
    return Stage(*about, tries, shown.page, shown.settings)


def notes_of(room: Room) -> dict[str, Any] | None:
    """The teacher's notes of the room's lesson and step, for the lecturer alone; None for a scene."""
    if not room.lesson:
        return None
    lesson, stage = shelf.lesson(room.lesson), stage_of(room)
    notes = {name: getattr(lesson, name) for name in ("title", "minutes", "aim", "mistakes", "discussion")}
    return notes | {"after": blocks(stage.after), "hint": stage.question.hint if stage.question else ""}


def blocks(prose: Prose) -> list[Any]:
    """Words as JSON: the form of each block, and its pieces of text with their look. Links do nothing in a room."""
    return [[block.form, [[piece.text, piece.look] for piece in block.pieces]] for block in prose]


@cached_in_language(128)  # each room about a scene asks for the same one all day; two languages
def _of_scene(link: str, asks: Asked | None) -> Stage:
    scene, _ = permalink.decode(link)
    question = asks and Question(_TEXTS[asks.answer], asks.answer, asks.inputs, asks.options)
    return Stage("", scene, question)


def opening(data: dict[str, Any]) -> dict[str, Any]:
    """The fields of a new `Room` for `{lesson, step}` or `{scene, question}`. RoomError "wrong" if they do not fit."""
    if set(data) == {"scene", "question"}:
        return _opening_scene(data["scene"], data["question"])
    if set(data) == {"lesson", "step"}:
        return _opening_lesson(data["lesson"], data["step"])
    raise RoomError("wrong", "A room is opened with a lesson and a step, or with a scene and a question.")


def _opening_lesson(name: object, step: object) -> dict[str, Any]:
    lesson = shelf.lessons().get(name) if isinstance(name, str) else None
    if lesson is None:
        raise RoomError("wrong", "There is no such lesson.")
    steps = len(lesson.steps)
    if not isinstance(step, int) or isinstance(step, bool) or not 1 <= step <= steps:
        raise RoomError("wrong", f"A step of this lesson must be a whole number from 1 to {steps}.")
    return {"lesson": lesson.name, "step": step - 1, "steps": steps}


def _opening_scene(link: object, asks: object) -> dict[str, Any]:
    if not isinstance(link, str) or len(link) > _LONGEST_LINK:
        raise RoomError("wrong", f"A scene must be the query of its link, of at most {_LONGEST_LINK:,} letters.")
    scene, _ = permalink.decode(link)
    link = permalink.encode(scene)  # written anew, so that it has nothing but the settings of a scene
    if len(link) > _LONGEST_LINK:
        raise RoomError("wrong", "This scene is too large for a room. Remove some of its labels or points.", "large")
    if not isinstance(asks, dict) or not asks.keys() <= {"answer", "inputs", "options"}:
        raise RoomError("wrong", "A question must have an answer, and inputs or options.")
    try:
        answer = Guessed(asks.get("answer"))
        checked = Question(_TEXTS[answer], answer, asks.get("inputs", ()), asks.get("options", ()))
        asked.asked(scene, checked)
        _, problem = fault(scene, checked)
    except (ValueError, TypeError) as error:
        raise RoomError("wrong", f"This question does not fit the scene: {error}") from None
    if problem:
        raise RoomError("wrong", f"This question does not fit the scene: {problem}")
    return {"scene": link, "asked": Asked(checked.answer, checked.inputs, checked.options)}
