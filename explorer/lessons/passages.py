"""Reads the words of a step, and tells the line of what would not be shown as it was meant."""

import re
from typing import NamedTuple

from explorer.lessons.fields import LessonError
from explorer.lessons.lesson import MARKS
from explorer.lessons.prose import Prose, links, plain, read_prose
from explorer.scene import permalink
from explorer.scene.scene import Scene

_REVEAL = "---"
_LINK = re.compile(r"\]\(([^)]*)\)?")
_FORMS = "a link is [text](?setting=value) or [text](#mark), without spaces in ( )"


class Excerpt(NamedTuple):
    """Lines of a file; `line` is the number of the first."""

    line: int
    lines: list[str]


def read_passages(file: str, body: Excerpt, scene: Scene) -> tuple[Prose, Prose]:
    """The words of a step, and those below the line --- that are shown once its question is answered.

    Raises LessonError, which names file and line.
    """
    cut = next((i for i, line in enumerate(body.lines) if line.strip() == _REVEAL), len(body.lines))
    passages = read_prose("\n".join(body.lines[:cut])), read_prose("\n".join(body.lines[cut + 1 :]))
    targets = {target for prose in passages for target in links(prose)}
    for i, line in enumerate(body.lines):
        if problem := _fault(line, targets, scene):
            raise LessonError(f"{file}, line {body.line + i}{problem}")
    if any("](" in plain(prose) for prose in passages):
        raise LessonError(f"{file}, line {body.line}, link: one of the links below is not read; {_FORMS}.")
    return passages


def _fault(line: str, targets: set[str], scene: Scene) -> str:
    """Tell what is wrong with a line; '' if nothing is."""
    if line.startswith("```"):
        return ": a block of data must begin with a line ```toml, directly below the heading of the step."
    if re.match(r"#+ ", line):
        return ": there are no headings within a step. A line '## …' begins the next one."
    for target in _LINK.findall(line):
        problem = _fault_of_link(target, scene) if target in targets else f"it is not read; {_FORMS}."
        if problem:
            return f", link ({target[:60]}): {problem}"
    return ""


def _fault_of_link(target: str, scene: Scene) -> str:
    if target.startswith("#"):
        return "" if target[1:] in MARKS else f"there is no such mark. Marks are {', '.join(MARKS)}."
    if not target.startswith("?") or len(target) < 2:
        return "a link must begin with ? (a scene, or a change of the one on screen) or with # (a mark of the chart)."
    return next(iter(permalink.changed(scene, target)[1]), "")
