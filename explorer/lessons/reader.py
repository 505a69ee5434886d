"""Reads the file of a lesson: TOML between +++ lines, then steps of a heading, a fenced block of TOML, and words."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import parse_qsl

from explorer.lessons.check import QUANTITIES, Check
from explorer.lessons.fields import Fields, LessonError
from explorer.lessons.lesson import SHOWN, Lesson, Step
from explorer.lessons.passages import Excerpt, read_passages
from explorer.lessons.prose import unbroken
from explorer.lessons.question import Question, fault, read_question
from explorer.scene import permalink
from explorer.scene.limits import LIMITS
from explorer.scene.scene import Scene
from explorer.scene.window import snap

__all__ = ["LessonError", "Pages", "read_lesson"]

# Other pages by their titles: what is wrong with some settings of the page, by their keys in a link.
Pages = Mapping[str, Callable[[Mapping[str, str]], Iterable[str]]]

LONGEST_FILE = 100_000
MOST_STEPS, MOST_CHECKS = 40, 4
_FENCE, _HEAD, _STEP = "+++", "```toml", "## "
_OF_A_LESSON = ("title", "minutes", "aim", "mistakes", "discussion", "order")
_OF_A_STEP = ("scene", "page", "check", "question", "show")
_OF_A_QUESTION = tuple(each.name for each in dataclasses.fields(Question))
_OF_A_CHECK = ("text", "quantity", "at", "of", "below", "above", "equals")


def read_lesson(text: str, name: str, pages: Pages) -> Lesson:
    """The lesson in the text of the file `name`.md. Raises LessonError, which names file, line and field."""
    file = f"{name}.md"
    if "\ufffd" in text:
        line = text[: text.index("\ufffd")].count("\n") + 1
        raise LessonError(f"{file}, line {line}: a letter cannot be read. Save the file as UTF-8.")
    if len(text) > LONGEST_FILE:
        raise LessonError(f"{file}: a lesson has at most {LONGEST_FILE:,} letters, this one has {len(text):,}.")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].strip() != _FENCE or _FENCE not in (line.strip() for line in lines[1:]):
        raise LessonError(f"{file}, line 1: a lesson must begin with settings between two lines {_FENCE}.")
    end = next(i for i, line in enumerate(lines) if i and line.strip() == _FENCE)
    head = Fields.read(file, 2, lines[1:end])
    head.allow(_OF_A_LESSON)
    steps = tuple(_steps(file, _excerpts(file, end + 1, lines), pages))
    if not 1 <= len(steps) <= MOST_STEPS:
        raise LessonError(f"{file}: a lesson has 1 to {MOST_STEPS} steps, each below a line '## …'; got {len(steps)}.")
    return Lesson(
        name=name,
        title=head.text("title"),
        minutes=head.integer("minutes", 1, 90),
        aim=head.text("aim"),
        mistakes=head.text("mistakes"),
        discussion=head.text("discussion"),
        steps=steps,
        order=head.integer("order", 1, 999, 99),
    )


def _excerpts(file: str, start: int, lines: list[str]) -> Iterator[Excerpt]:
    """Yield the steps' lines, from the line with the index `start` on."""
    heads = [i for i in range(start, len(lines)) if lines[i].startswith(_STEP)]
    first = heads[0] if heads else len(lines)
    for i in range(start, first):
        if lines[i].strip():
            raise LessonError(f"{file}, line {i + 1}: text must stand in a step, below a line '## …'.")
    for i, after in zip(heads, (*heads[1:], len(lines)), strict=bool(heads)):
        yield Excerpt(i + 1, lines[i:after])


def _steps(file: str, excerpts: Iterable[Excerpt], pages: Pages) -> Iterator[Step]:
    scene = Scene()
    for excerpt in excerpts:
        step = _step(file, excerpt, scene, pages)
        scene = step.scene
        yield step


def _step(file: str, excerpt: Excerpt, before: Scene, pages: Pages) -> Step:
    fields, body = _split(file, excerpt)
    fields.allow(_OF_A_STEP)
    title = excerpt.lines[0].removeprefix(_STEP).strip()
    if not title:
        raise LessonError(f"{file}, line {excerpt.line}: the heading of a step must not be empty.")
    page = fields.choice("page", tuple(pages), "")
    scene, settings = _scene(fields, before, pages.get(page))
    prose, after = read_passages(file, body, scene)
    question = _question(fields, scene)
    if after and question is None:
        raise LessonError(f"{file}, line {body.line}: what stands after --- needs a question in this step.")
    if not prose:
        raise LessonError(f"{file}, line {excerpt.line}: a step must have words.")
    checks = tuple(map(_check, fields.tables("check")))
    if len(checks) > MOST_CHECKS:
        raise fields.error("check", f"a step has at most {MOST_CHECKS} checks, got {len(checks)}.")
    show = fields.choice("show", SHOWN, "")
    return Step(title, prose, scene, "scene" not in fields, page, settings, checks, question, after, show, excerpt.line)


def _split(file: str, excerpt: Excerpt) -> tuple[Fields, Excerpt]:
    """The data of a step, and the lines of its words."""
    lines = excerpt.lines
    first = next((i for i in range(1, len(lines)) if lines[i].strip()), len(lines))
    if first == len(lines) or lines[first].strip() != _HEAD:
        return Fields(file, excerpt.line, [], {}), Excerpt(excerpt.line + 1, lines[1:])
    end = next((i for i in range(first + 1, len(lines)) if lines[i].strip() == "```"), None)
    if end is None:
        raise LessonError(f"{file}, line {excerpt.line + first}: the block {_HEAD} has no end, a line ```.")
    data = Fields.read(file, excerpt.line + first + 1, lines[first + 1 : end])
    return data, Excerpt(excerpt.line + end + 1, lines[end + 1 :])


def _scene(
    fields: Fields, before: Scene, accepts: Callable[[Mapping[str, str]], Iterable[str]] | None
) -> tuple[Scene, tuple[tuple[str, str], ...]]:
    """The scene of a step, which may be a change of the one before, and the settings of the page it opens."""
    pairs = parse_qsl(fields.text("scene", "").rpartition("?")[2], keep_blank_values=True)
    settings = tuple(pair for pair in pairs if accepts and pair[0] not in permalink.KEYS | {"v"})
    scene, problems = permalink.changed(before, permalink.joined(pair for pair in pairs if pair not in settings))
    for problem in (*problems, *(accepts(dict(settings)) if accepts else ())):
        raise fields.error("scene", problem)
    return scene, settings


def _question(fields: Fields, scene: Scene) -> Question | None:
    tables = fields.tables("question")
    if len(tables) > 1:
        raise fields.error("question", f"a step has one question, got {len(tables)}.")
    for table in tables:
        _refuse_what_belongs_above(table)
        table.allow(_OF_A_QUESTION)
        try:
            read = read_question(table.table)
            question = dataclasses.replace(read, text=unbroken(read.text), hint=unbroken(read.hint))
        except (ValueError, TypeError, OverflowError) as error:
            field = str(error).partition(" ")[0]  # the messages begin with it
            raise table.error(field if field in _OF_A_QUESTION else "", str(error)) from None
        field, problem = fault(scene, question)
        if problem:
            raise table.error(field, problem)
        return question
    return None


def _refuse_what_belongs_above(table: Fields) -> None:
    """Raise LessonError for a field of the step below the line [check] or [question], to which TOML gives it."""
    for name in _OF_A_STEP:
        if name in table:
            raise table.error(name, "it is a field of the step and must stand above the first [check] and [question].")


def _check(fields: Fields) -> Check:
    _refuse_what_belongs_above(fields)
    fields.allow(_OF_A_CHECK)
    name = fields.choice("quantity", tuple(QUANTITIES))
    quantity = QUANTITIES[name]
    below, above = fields.number("below"), fields.number("above")
    equals = _equals(fields, quantity.choices)
    if equals is None and (quantity.choices or below is above is None):
        bounds = "equals" if quantity.choices else "one of below, above and equals"
        raise fields.error("quantity", f"a check of this quantity must have {bounds}.")
    at, of = _inputs(fields, quantity.inputs, modes=quantity.modes), _names(fields, quantity.names)
    return Check(unbroken(fields.text("text")), name, at, of, below, above, equals)


def _inputs(fields: Fields, count: int, *, modes: bool) -> tuple[float, ...]:
    low, high = (1, LIMITS["points"].high) if modes else LIMITS["x"][:2]
    given = fields.sequence("at")
    for value in given:
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        if not is_number or (modes and value != int(value)):
            raise fields.error("at", f"it must be {'a whole number' if modes else 'an input'} from {low} to {high}.")
    if len(given) != count:
        raise fields.error("at", f"this quantity needs {count} {'numbers' if modes else 'inputs'}, got {len(given)}.")
    return tuple(float(value) if modes else snap(value) for value in given)


def _names(fields: Fields, count: int) -> tuple[str, ...]:
    given = fields.sequence("of")
    if len(given) != count or not all(isinstance(value, str) and value for value in given):
        raise fields.error("of", f"this quantity needs the names of {count} labels.")
    return tuple(given)


def _equals(fields: Fields, choices: tuple[str, ...]) -> float | str | None:
    """A word for a quantity that is a word, a number for others; None if it is missing."""
    return fields.choice("equals", choices) if choices and "equals" in fields else fields.number("equals")
