"""A translated lesson: other words, and the same scenes, links, checks and truths."""

from dataclasses import replace

import pytest

from explorer.lessons.prose import links, plain
from explorer.lessons.reader import read_lesson
from explorer.lessons.translated import texts_of, translate
from explorer.ui import shelf
from tests.conftest import ROOT

LESSONS = {path.stem: path.read_text("utf-8") for path in (ROOT / "assets/lessons").glob("*.md")}
SOURCE = """+++
title = "Noise"
minutes = 4
aim = "A"
mistakes = "B"
discussion = "C"
+++

## First

```toml
scene = "v=3&points=0.5,1"

[check]
text = "Make the band narrow."
quantity = "band"
at = 0.5
below = 1

[question]
text = "Wider?"
answer = "choice"
options = ["wider", "narrower"]
truth = "wider"
hint = "Look."
```

[The band](#band) is wide.

---

It was wider.
"""
TEXTS = {
    "title": "Rauschen",
    "1_heading": "Erstens",
    "1_words": "[Das Band](#band) ist breit.",
    "1_check_1": "Machen Sie das Band schmal.",
    "1_option_1": "breiter",
    "1_reveal": "Es war breiter.",
}


def test_the_texts_of_a_lesson_have_keys() -> None:
    texts = texts_of(SOURCE)
    assert texts.keys() == {
        *("title", "aim", "mistakes", "discussion", "1_heading", "1_words", "1_reveal", "1_check_1"),
        *("1_question", "1_hint", "1_option_1", "1_option_2"),
    }
    assert texts["1_words"] == "[The band](#band) is wide."
    assert (texts["1_reveal"], texts["1_option_2"]) == ("It was wider.", "narrower")


def test_a_translation_replaces_texts_alone() -> None:
    lesson = read_lesson(SOURCE, "noise", {})
    step = translate(lesson, TEXTS).steps[0]
    assert (step.title, plain(step.prose), plain(step.after)) == ("Erstens", "Das Band ist breit.", "Es war breiter.")
    assert links(step.prose) == ["#band"]
    assert step.question is not None
    assert (step.question.options, step.question.truth) == (("breiter", "narrower"), ("breiter",))
    assert step.question.hint == "Look."
    assert step.scene == lesson.steps[0].scene
    (check,) = step.checks
    assert check == replace(lesson.steps[0].checks[0], text="Machen Sie das Band schmal.")


@pytest.mark.parametrize("name", sorted(LESSONS))
def test_the_texts_of_a_lesson_are_all_of_its_texts(name: str) -> None:
    """Replaced by themselves they give the same lesson, and without them nothing is left to read."""
    lesson = shelf.lessons()[name]
    texts = texts_of(LESSONS[name])
    assert translate(lesson, texts) == lesson
    assert len([key for key in texts if key.endswith("_words")]) == len(lesson.steps)
    assert len([key for key in texts if "_check_" in key]) == sum(len(step.checks) for step in lesson.steps)
    questions = [step.question for step in lesson.steps if step.question]
    assert len([key for key in texts if key.endswith("_question")]) == len(questions)
    stated = [question for question in questions if question.truth]
    assert len([key for key in texts if "_option_" in key]) == sum(len(question.options) for question in stated)
