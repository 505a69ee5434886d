"""All lessons for a page in one HTML file, which has no server to ask: words, scenes, and questions with truths."""

import base64
import json
import zlib
from typing import Any
from urllib.parse import urlencode

from explorer.language import cached_in_language, phrases_of
from explorer.lessons.asked import asked
from explorer.lessons.lesson import Lesson, Step
from explorer.scene import permalink
from explorer.studies.lessons import sheet
from explorer.ui import chart, page, shelf, text
from explorer.ui.scene_file import Lessons

phrase = phrases_of("studies/lessons")

_LEVEL = 9  # of packing, which is done once
_TEXTS = {"settings": "file_settings", "alone": "file_alone", "open": "file_open"}  # what the file says otherwise


@cached_in_language(2)  # the lessons do not change while the process runs; two languages
def packed() -> str:
    """The lessons as JSON (see assets/file/types.d.ts), deflated, as base64.

    Packed, no answer stands in the document before the browser shows it.
    """
    content = json.dumps([_lesson(each) for each in shelf.lessons().values()], ensure_ascii=False, allow_nan=False)
    return base64.b64encode(zlib.compress(content.encode(), _LEVEL)).decode()


def lessons() -> Lessons:
    """The lessons of a file, and the words of their list."""
    return Lessons(packed(), _texts())


def _texts() -> dict[str, str]:
    return {
        "title": text.section("lessons", "title").removeprefix("# "),
        "lead": text.section("lessons", "lead"),
        "notes": phrase("list.notes"),
    }


def _lesson(lesson: Lesson) -> dict[str, Any]:
    content = sheet.content(lesson)
    content["texts"] |= {name: text.section("lessons", section) for name, section in _TEXTS.items()}
    for given, step in zip(content["steps"], lesson.steps, strict=True):
        given["address"] = _address(step)
    return {
        "name": lesson.name,
        "title": lesson.title,
        "length": phrase("length", minutes=lesson.minutes, steps=len(lesson.steps)),
        "notes": [phrase(f"list.{name}", text=getattr(lesson, name)) for name in ("aim", "mistakes", "discussion")],
        "sheet": content,
        "steps": [_step(step) for step in lesson.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    question = step.question
    return {
        "entry": chart.entry(step.scene),
        "keeps": step.keeps,
        "met": [False] * len(step.checks),
        "question": question and {"asked": asked(step.scene, question), "truth": question.truth},
    }


def _address(step: Step) -> str:
    """The page of the app that a step opens, below the app's address, with the scene; '' for none."""
    if not step.page:
        return ""
    return f"{page.ADDRESSES[step.page]}?{permalink.encode(step.scene)}&{urlencode(step.settings)}".rstrip("&")
