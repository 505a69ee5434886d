"""Questions: what is asked, which fields fit, and what an error says."""

import json
from dataclasses import asdict

import pytest

from explorer.lessons.question import Guessed, Question, read_question

SEVEN = [-1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2]
TABLES = {
    "curve": {"text": "Draw it.", "answer": "curve", "inputs": SEVEN, "hint": "Look at the points."},
    "label": {"text": "Where?", "answer": "label", "inputs": [0.251]},
    "order": {"text": "Rank.", "answer": "order", "options": ["A", "B", "C"]},
    "stated order": {"text": "Rank.", "answer": "order", "options": ["A", "B"], "truth": ["B", "A"]},
    "choice": {"text": "Which?", "answer": "choice", "options": ["wide", "narrow"], "truth": "wide"},
    "odds": {"text": "How sure?", "answer": "odds", "options": ["A", "B"]},
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_question_is_the_same_after_json(table):
    question = read_question(table)
    assert read_question(json.loads(json.dumps(asdict(question)))) == question
    assert question.answer in set(Guessed)


def test_inputs_are_those_of_the_grid_and_a_single_truth_may_be_a_text():
    assert read_question(TABLES["label"]).inputs == (0.25,)
    assert read_question(TABLES["choice"]).truth == ("wide",)


def test_what_is_asked_does_not_tell_the_truth():
    assert "truth" not in read_question(TABLES["choice"]).asked()
    assert read_question(TABLES["choice"]).asked()["options"] == ("wide", "narrow")


def test_options_without_a_truth_are_labels_of_the_scene():
    assert [name for name, table in TABLES.items() if read_question(table).is_about_labels] == ["order", "odds"]


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("curve", {"text": " "}, "text must be 1 to 400"),
        ("curve", {"text": 3}, "text must be a text"),
        ("curve", {"hint": "a" * 401}, "hint must be 0 to 400"),
        ("curve", {"answer": "essay"}, "answer must be one of curve"),
        ("curve", {"inputs": SEVEN[:6]}, "inputs must have the length 7"),
        ("curve", {"inputs": [*SEVEN[:6], 0.8]}, "inputs must be ascending"),
        ("curve", {"inputs": [*SEVEN[:6], 1.6]}, "x must be in"),
        ("curve", {"inputs": 0.0}, "inputs must be a list"),
        ("curve", {"options": ["A", "B"]}, "options belong to"),
        ("curve", {"truth": ["A"]}, "truth must be absent"),
        ("label", {"inputs": [float("nan")]}, "x must be in"),
        ("order", {"options": list("ABCDEF")}, "options must be 2 to 5"),
        ("order", {"options": ["A", "A"]}, "options must be different"),
        ("order", {"options": ["A", "\x07"]}, "options must be 1 to 60"),
        ("order", {"truth": ["A", "B"]}, "truth must be all options"),
        ("choice", {"truth": "blue"}, "truth must be one of the options"),
        ("choice", {"inputs": [0.0]}, "inputs must have the length 0"),
        ("odds", {"weight": 1}, "no field weight"),
    ],
)
def test_a_fault_is_named_with_its_field(name, change, message):
    with pytest.raises(ValueError, match=message):
        read_question(TABLES[name] | change)


def test_a_question_needs_a_table_with_text_and_answer():
    with pytest.raises(ValueError, match="must be a table"):
        read_question(["text"])
    with pytest.raises(ValueError, match="needs the field text and the field answer"):
        read_question({})
    with pytest.raises(ValueError, match="answer must be one of"):
        Question("What?", "")
