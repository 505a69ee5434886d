"""Every lesson of the app is right in full: its links, its pages, and checks that wait for the person."""

import pytest

from explorer.lessons.reader import LessonError, read_lesson
from explorer.lessons.rehearsal import rehearse
from explorer.studies.lessons.other_pages import pages
from explorer.ui import shelf

NAMES = sorted(path.stem for path in shelf.FOLDER.glob("*.md"))


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_read_and_its_checks_and_questions_make_sense(name: str) -> None:
    lesson = read_lesson((shelf.FOLDER / f"{name}.md").read_text("utf-8"), name, pages())
    assert shelf.lesson(name) == lesson
    rehearse(lesson)


def test_lessons_are_ordered_and_an_unknown_name_is_refused() -> None:
    orders = [lesson.order for lesson in shelf.lessons().values()]
    assert orders == sorted(orders)
    assert sorted(shelf.lessons()) == NAMES
    with pytest.raises(ValueError, match="no lesson “nowhere”"):
        shelf.lesson("nowhere")


@pytest.mark.parametrize("scene", ["v=3&show=nowhere", "v=3&sho=kernel", "v=3&at=7"])
def test_settings_of_another_page_are_checked(scene: str) -> None:
    head = '+++\ntitle = "T"\nminutes = 4\naim = "A"\nmistakes = "M"\ndiscussion = "D"\n+++\n'
    with pytest.raises(LessonError, match="line 11, scene"):
        read_lesson(f'{head}## One\n```toml\npage = "Prior"\nscene = "{scene}"\n```\nGo.\n', "mine", pages())
