"""The texts of a lesson apart from what they are about, so that a translation replaces them and nothing else."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from explorer.lessons.check import Check
from explorer.lessons.lesson import Lesson, Step
from explorer.lessons.prose import Prose, read_prose, unbroken
from explorer.lessons.question import Question

_HEAD = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)
_STEP = re.compile(r"^## (.*)\n", re.MULTILINE)
_DATA = re.compile(r"\A\s*```toml\n(.*?)\n```\n", re.DOTALL)
_REVEAL = re.compile(r"^---$", re.MULTILINE)
_OF_A_LESSON = ("title", "aim", "mistakes", "discussion")


def texts_of(source: str) -> dict[str, str]:
    """The texts in the file of a lesson that can be read, by their keys.

    They are title, aim, mistakes, discussion, and for each step, counted from 1: 1_heading, 1_words, 1_reveal (what
    stands below ---), 1_check_1, 1_question, 1_hint, and 1_option_1 of a question whose truth is stated: other options
    are names of labels.
    """
    head = _HEAD.match(source)
    if head is None:
        raise ValueError("a lesson must begin with settings between two lines +++.")
    front = tomllib.loads(head[1])
    _, *pieces = _STEP.split(source[head.end() :])
    texts = {name: front[name] for name in _OF_A_LESSON}
    for number, (heading, body) in enumerate(zip(pieces[::2], pieces[1::2], strict=True), 1):
        texts |= {f"{number}_{key}": text for key, text in _of_a_step(heading, body).items()}
    return {key: text.strip() for key, text in texts.items() if text.strip()}


def _of_a_step(heading: str, body: str) -> dict[str, str]:
    block = _DATA.match(body)
    data = tomllib.loads(block[1]) if block else {}
    prose, *reveal = _REVEAL.split(body[block.end() :] if block else body, maxsplit=1)
    checks, question = _listed(data.get("check", [])), data.get("question", {})
    texts = {"heading": heading, "words": prose, "reveal": "".join(reveal)}
    texts |= {f"check_{i}": check["text"] for i, check in enumerate(checks, 1)}
    texts |= {"question": question.get("text", ""), "hint": question.get("hint", "")}
    options = question.get("options", []) if "truth" in question else []
    return texts | {f"option_{i}": option for i, option in enumerate(options, 1)}


def _listed(tables: Any) -> list[dict[str, Any]]:
    return [tables] if isinstance(tables, dict) else tables


def translate(lesson: Lesson, texts: Mapping[str, str]) -> Lesson:
    """`lesson` with those of its texts replaced that `texts` has, by the keys of `texts_of`; the rest stays."""
    steps = tuple(_step(step, number, texts) for number, step in enumerate(lesson.steps, 1))
    return replace(lesson, steps=steps, **{name: texts[name] for name in _OF_A_LESSON if name in texts})


def _step(step: Step, number: int, texts: Mapping[str, str]) -> Step:
    def prose(key: str, present: Prose) -> Prose:
        return read_prose(texts[key]) if key in texts else present

    return replace(
        step,
        title=texts.get(f"{number}_heading", step.title),
        prose=prose(f"{number}_words", step.prose),
        after=prose(f"{number}_reveal", step.after),
        checks=tuple(_check(check, f"{number}_check_{i}", texts) for i, check in enumerate(step.checks, 1)),
        question=step.question and _question(step.question, number, texts),
    )


def _check(check: Check, key: str, texts: Mapping[str, str]) -> Check:
    return replace(check, text=unbroken(texts[key])) if key in texts else check


def _question(question: Question, number: int, texts: Mapping[str, str]) -> Question:
    names = {option: texts.get(f"{number}_option_{i}", option) for i, option in enumerate(question.options, 1)}
    named = names if question.truth else {option: option for option in question.options}
    return replace(
        question,
        text=unbroken(texts.get(f"{number}_question", question.text)),
        hint=unbroken(texts.get(f"{number}_hint", question.hint)),
        options=tuple(named.values()),
        truth=tuple(named[option] for option in question.truth),
    )
