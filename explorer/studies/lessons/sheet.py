"""The sheet beside the chart: the words of a step, what to try, and the way on, for the browser."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl

from explorer.grid.view import View
from explorer.language import phrases_of
from explorer.lessons.check import is_met
from explorer.lessons.lesson import Lesson, Step
from explorer.lessons.prose import Prose, links
from explorer.scene import permalink
from explorer.scene.scene import Scene
from explorer.studies.lessons import walk
from explorer.ui import chart, events, page, session, settings
from explorer.ui.drawing import Drawing
from explorer.ui.text import section

phrase = phrases_of("studies/lessons")

_KEY = "sheet"
_sheet = Drawing("ntk_sheet", "lesson", "sheet.js", sheets=("chart/terms.css",))
FILES = (_sheet.file.name,)
# Fields of a scene that the browser's entry has under another name.
_ENTRY = {"dataset": "points", "candidates": "candidates"}
_TEXTS = ("progress", "try", "open", "back", "next", "again", "list", "next_lesson", "done", "settings")


def bring() -> None:
    """Send the code with the page if the server has no address for it; called outside the fragment."""
    _sheet.bring()


def show(lesson: Lesson, view: View, *, answered: bool) -> None:
    """Draw the step and apply what the person presses in it."""
    answer = events.listen(_KEY, lambda event: walk.receive(lesson, event))
    number = settings.get("step")
    session.get().shown.part = phrase("part", title=lesson.title, step=number, count=len(lesson.steps))
    position = {"session": session.get().id, "seq": events.newest(_KEY), "step": number, "answered": answered}
    met = [is_met(view, check) for check in walk.step_of(lesson).checks]
    _sheet(key=_KEY, data=json.dumps(content(lesson) | position | {"met": met}).encode(), on_events_change=answer)


def content(lesson: Lesson) -> dict[str, Any]:
    """The lesson for the browser: see assets/lesson/types.d.ts."""
    after = walk.following(lesson)
    targets = {target for step in lesson.steps for target in links(step.prose) + links(step.after)}
    return {
        "title": lesson.title,
        "minutes": lesson.minutes,
        "steps": [_step(step) for step in lesson.steps],
        "links": {target: changes(target) for target in sorted(targets) if target.startswith("?")},
        "next": after.title if after else "",
        "texts": {name: section("lessons", f"sheet_{name}") for name in _TEXTS} | {"alone": ""},
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "title": step.title,
        "prose": _blocks(step.prose),
        "after": _blocks(step.after),
        "checks": [asdict(check) for check in step.checks],
        "asks": step.question is not None,
        "show": step.show,
        "page": page.label_of(step.page) if step.page else "",
        "address": "",
        "link": step.link,
    }


def _blocks(prose: Prose) -> list[Any]:
    return [[block.form, [list(piece) for piece in block.pieces]] for block in prose]


def changes(target: str) -> dict[str, Any]:
    """The fields of a browser's entry that a link '?…' sets: all of them, or those that a change names."""
    given: Mapping[str, str] = dict(parse_qsl(target.removeprefix("?"), keep_blank_values=True))
    entry = chart.entry(permalink.changed(Scene(), target)[0])
    if "v" in given:
        return entry
    names = {name for name, key in permalink.KEY_OF.items() if key in given}
    network = {name: entry["network"][name] for name in names & entry["network"].keys()}
    outer = {_ENTRY.get(name, name) for name in names - network.keys()} | ({"pin"} & given.keys())
    return {name: entry[name] for name in outer} | ({"network": network} if network else {})
