"""The recipe for lecturers in CONTRIBUTING names all that a lesson can measure and ask, and its example is read."""

import re
from pathlib import Path

from explorer.lessons.check import QUANTITIES
from explorer.lessons.lesson import MARKS, SHOWN
from explorer.lessons.question import Guessed
from explorer.lessons.reader import read_lesson
from explorer.lessons.rehearsal import rehearse

ROOT = Path(__file__).parents[4]
RECIPE = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("### Add a lesson\n")[2].partition("\n### ")[0]
HEAD = '+++\ntitle = "T"\nminutes = 4\naim = "A"\nmistakes = "M"\ndiscussion = "D"\n+++\n'


def names_in_table(head: str) -> set[str]:
    """What stands between ` in the first column of the table that begins so."""
    rows = RECIPE.partition(f"| {head} |")[2].partition("\n\n")[0].splitlines()[2:]
    return {name.strip('"') for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_the_tables_name_every_quantity_and_every_answer() -> None:
    assert names_in_table("quantity") == set(QUANTITIES)
    assert names_in_table("answer") == set(Guessed)


def test_the_marks_and_what_can_be_unfolded_are_named() -> None:
    assert all(f"`#{mark}`" in RECIPE for mark in MARKS)
    assert all(f'`"{part}"`' in RECIPE for part in SHOWN)


def test_the_example_is_read_and_can_be_done() -> None:
    lines = RECIPE.partition("   ````\n")[2].partition("   ````\n")[0].splitlines()
    lesson = read_lesson(HEAD + "\n".join(line.removeprefix("   ") for line in lines), "example", {})
    rehearse(lesson)
    assert lesson.steps[0].checks
